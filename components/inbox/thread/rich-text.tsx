import { Fragment } from "react";

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"'，。！？；：、（）【】《》]+/giu;
// A sentence's own signs at the end of a link are not part of it.
const TRAILING = /[.,!?;:)\]}'"]+$/u;
const EMOJI_ONLY =
  /^(?:\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f?)(?:\p{Emoji_Modifier}|\u200d(?:\p{Extended_Pictographic}\ufe0f?)|\s|\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f?)*$/u;
const MAX_BIG_EMOJI = 3;

/** A customer's text: as it was typed, links made into links, each paragraph in its own direction. */
export function RichText({ text }: { text: string }) {
  return (
    <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {partsOf(text).map((part, index) =>
        part.href ? (
          <a
            key={index}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow ugc"
            className="underline underline-offset-2 hover:text-primary"
          >
            {part.text}
          </a>
        ) : (
          <Fragment key={index}>{part.text}</Fragment>
        ),
      )}
    </p>
  );
}

type Part = { text: string; href: string | null };

/** Cuts a text at its links. Only http and https become one. Pure. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    const link = match[0].replace(TRAILING, "");
    const href = safeHref(link);
    if (!href) continue;
    if (match.index > at)
      parts.push({ text: text.slice(at, match.index), href: null });
    parts.push({ text: link, href });
    at = match.index + link.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), href: null });
  return parts;
}

/** An address that may be opened, or null: never javascript: and the like. */
export function safeHref(link: string): string | null {
  const address = /^www\./i.test(link) ? `https://${link}` : link;
  try {
    const { protocol, href } = new URL(address);
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}

/** One to three emoji and nothing else are shown large. */
export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim();
  if (!EMOJI_ONLY.test(trimmed)) return false;
  const characters = [
    ...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(
      trimmed.replace(/\s/g, ""),
    ),
  ];
  return characters.length <= MAX_BIG_EMOJI;
}
