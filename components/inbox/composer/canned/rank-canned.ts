import type { CannedReply } from "#contract/canned/canned-reply.ts";
import { foldText } from "#contract/text/fold.ts";
import { speaks } from "#contract/text/vendor-locale.ts";

/** The start of a shortcut, of a title, inside one of them, in a text, letters in their order. */
const NO_MATCH = 5;

/**
 * The canned replies that fit what is typed, best first: by how they fit, how
 * often the agent uses them, and whether they speak the customer's language.
 * Pure.
 */
export function rankCanned(
  replies: readonly CannedReply[],
  typed: string,
  locale: string | null,
): CannedReply[] {
  const wanted = foldText(typed);
  return replies
    .map((reply) => ({
      reply,
      fit: fitOf(reply, wanted),
      speaks: languageFor(reply, locale) === "*" ? 1 : 0,
    }))
    .filter(({ fit }) => fit < NO_MATCH)
    .sort(
      (a, b) =>
        a.fit - b.fit || b.reply.uses - a.reply.uses || a.speaks - b.speaks,
    )
    .map(({ reply }) => reply);
}

/** The language whose text the customer would get. Pure. */
export function languageFor(
  { bodies }: Pick<CannedReply, "bodies">,
  locale: string | null,
): string {
  const languages = Object.keys(bodies).sort((a, b) => b.length - a.length);
  return (
    languages.find((one) => one !== "*" && speaks(locale, one)) ??
    languages.find((one) => one === "*") ??
    Object.keys(bodies)[0] ??
    "*"
  );
}

function fitOf(reply: CannedReply, wanted: string): number {
  if (wanted === "") return 0;
  const shortcut = foldText(reply.shortcut);
  const title = foldText(reply.title);
  if (shortcut.startsWith(wanted)) return 0;
  if (title.startsWith(wanted)) return 1;
  if (shortcut.includes(wanted) || title.includes(wanted)) return 2;
  if (hasLettersInOrder(shortcut, wanted)) return 3;
  const texts = Object.values(reply.bodies).map(foldText);
  if (texts.some((text) => text.includes(wanted))) return 4;
  return NO_MATCH;
}

function hasLettersInOrder(text: string, wanted: string): boolean {
  let from = 0;
  for (const letter of wanted) {
    const at = text.indexOf(letter, from);
    if (at === -1) return false;
    from = at + letter.length;
  }
  return true;
}
