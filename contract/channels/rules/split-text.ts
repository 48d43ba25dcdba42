import type { ChannelRules, TextUnit } from "./rules.ts";
import { LONGEST_CHARACTER, offsetWithin } from "./text-length.ts";
import { isVisible } from "#contract/text/text.ts";

/** The limit on the texts of a channel. */
export type TextRules = Pick<ChannelRules, "textLimit" | "textUnit">;

/** Whether a text becomes several. It takes as long as the limit is, not as the text is. */
export function isOver(
  { textLimit, textUnit }: TextRules,
  text: string,
): boolean {
  return offsetWithin(textUnit, text, textLimit) < text.length;
}

/** One bubble of a reply. `File` is the caller's type for a file. */
export type ReplyPart<File> =
  { kind: "text"; text: string } | { kind: "file"; file: File };

// A paragraph that ends in the first quarter would make a tiny bubble before a
// full one; then the last sentence that fits is the better place.
const MIN_PARAGRAPH_SHARE = 0.25;

// (?<!…) lets a search begin only where a run begins: from each character
// inside, it would read the rest of the run again.
const PARAGRAPH_END = /(?<![^\S\n])[^\S\n]*\n[^\S\n]*\n\s*/gu;
// Latin sentence ends need white space after them (3.5, example.com); Chinese
// and Japanese ones do not. Closing quotes and brackets stay with the
// sentence.
const SENTENCE_END =
  /(?<![.!?])[.!?]+["'”’)\]»]*(?=\s)|[。！？；…｡]+["'”’)\]»」』）】》〉]*|(?<!\s)\s*\n/gu;
const WORD_END = /\s+|[，、：]+/gu;
// A space stays where a mark after it makes one character of both. Nothing
// joins line ends, tabs and U+FEFF (UAX #29, GB4).
const LEADING_SPACE =
  /^(?:[\t-\r\u2028\u2029\ufeff]|\s(?![\p{M}\p{Grapheme_Extend}\p{Emoji_Modifier}\u200d]))+/u;

/**
 * Cuts a text into parts of at most `limit` of the unit: at the end of a
 * paragraph, else of a sentence, else of a word, else anywhere between two
 * characters as a reader sees them (a family emoji is one).
 *
 * Nothing is lost but white space at the cuts; no part is empty; a text of
 * nothing but white space gives no part. A single "character" longer than the
 * limit (stacked accents) is cut between code points.
 * @throws RangeError if `limit` is not a whole number that every character fits in.
 */
export function splitText(
  text: string,
  limit: number,
  unit: TextUnit = "utf16",
): string[] {
  if (!Number.isInteger(limit) || limit < LONGEST_CHARACTER[unit]) {
    throw new RangeError(`A text cannot be split at ${limit}.`);
  }
  const parts: string[] = [];
  let rest = trimmed(text);
  for (;;) {
    const fitting = offsetWithin(unit, rest, limit);
    if (fitting >= rest.length) break;
    const cut = chooseCut(rest, fitting);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = trimmed(rest.slice(cut));
  }
  if (rest !== "") parts.push(rest);
  return parts;
}

/**
 * Returns the bubbles of a reply, in the order they are sent: the text's
 * parts, then one bubble for each file. A text without a visible character is
 * left out. The composer's preview and the server both use it.
 */
export function splitReply<File>(
  reply: { text: string | null | undefined; files: readonly File[] },
  { textLimit, textUnit }: TextRules,
): ReplyPart<File>[] {
  const text = reply.text ?? "";
  return [
    ...splitText(isVisible(text) ? text : "", textLimit, textUnit).map(
      (text): ReplyPart<File> => ({
        kind: "text",
        text,
      }),
    ),
    ...reply.files.map((file): ReplyPart<File> => ({ kind: "file", file })),
  ];
}

/** The place to cut a trimmed text that is longer than the limit, in UTF-16 units: 1 … limit. */
function chooseCut(text: string, limit: number): number {
  const boundaries = characterBoundaries(text, limit);
  // One unit more: white space right behind the limit is a good place to cut.
  const window = text.slice(0, limit + 1);
  const last = (ends: RegExp) => lastEnd(window, ends, boundaries);

  const paragraph = last(PARAGRAPH_END);
  if (paragraph >= limit * MIN_PARAGRAPH_SHARE) return paragraph;
  const cut = last(SENTENCE_END) || paragraph || last(WORD_END);
  if (cut > 0) return cut;
  return Math.max(...boundaries) || codePointCut(text, limit);
}

/** The end of the last match that leaves a part within the limit, or 0. */
function lastEnd(
  window: string,
  ends: RegExp,
  boundaries: ReadonlySet<number>,
): number {
  const limit = window.length - 1;
  let found = 0;
  for (const match of window.matchAll(ends)) {
    // White space belongs to no part: cut in front of it.
    const kept = match[0].trimEnd().length;
    const cut = match.index + kept;
    if (cut > found && cut <= limit && boundaries.has(cut)) found = cut;
  }
  return found;
}

/** Offsets up to `limit` between two grapheme clusters; 0 is always one. */
function characterBoundaries(text: string, limit: number): Set<number> {
  const boundaries = new Set<number>([0]);
  const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const { index } of characters.segment(text)) {
    if (index > limit) break;
    boundaries.add(index);
  }
  return boundaries;
}

function codePointCut(text: string, limit: number): number {
  const before = text.charCodeAt(limit - 1);
  const isHighSurrogate = before >= 0xd800 && before <= 0xdbff;
  return isHighSurrogate ? limit - 1 : limit;
}

function trimmed(text: string): string {
  return text.trimEnd().replace(LEADING_SPACE, "");
}
