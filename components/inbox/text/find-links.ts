import { LinkifyIt, REBuilder } from "linkify-it";

/** A piece of a text. `href` is set for a link, else null. */
export type TextPart = { text: string; href: string | null };

/**
 * Splits a text at its links; the parts joined are the text. Only http, https and `www.` become links. Linear
 * in the length of the text. Pure.
 */
export function findLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const link of finder.match(text) ?? []) {
    const href = safeHref(link.url);
    if (!href) continue;
    if (link.index > at)
      parts.push({ text: text.slice(at, link.index), href: null });
    parts.push({ text: link.raw, href });
    at = link.lastIndex;
  }
  if (at < text.length) parts.push({ text: text.slice(at), href: null });
  return parts;
}

/** A URL that is safe to open, or null: never javascript: and the like. */
export function safeHref(link: string): string | null {
  const address = /^www\./i.test(link) ? `https://${link}` : link;
  try {
    const { protocol, href } = new URL(address);
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}

/** The library's rules, adapted to how people write in chats. */
class ChatRules extends REBuilder {
  // Chinese, Japanese and Thai have no space in front of a link, and an emoji may stand there, too. Only a
  // Latin letter, a digit or one of _@. in front prevents a link.
  override get_schema_search(): RegExp {
    return (this.cache.schema_search ??= new RegExp(
      `(^|[^a-z0-9_@.])(${this.get_schema_names().source})`,
      "ig",
    ));
  }

  // An emoji directly after a link belongs to the sentence. Invisible characters (zero width, direction
  // marks) belong neither to the link nor to the sentence.
  override get_text_separators(): RegExp {
    return (this.cache.text_separators ??=
      /[><\uff5c\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u2600-\u27bf\u2b00-\u2bff]|[\ud83c-\ud83e][\udc00-\udfff]/);
  }
}

const finder = createFinder();

function createFinder(): LinkifyIt {
  const created = new LinkifyIt({
    fuzzyEmail: false,
    rebuilder: new ChatRules(),
  });
  created.add("ftp:", null).add("//", null).add("mailto:", null);
  return created.add("www.", {
    validate: (text, at, self) => {
      const host = self.re.get_relative_proto_validator();
      host.lastIndex = at;
      return host.exec(text)?.[0].length ?? 0;
    },
    normalize: () => {}, // safeHref adds https
  });
}
