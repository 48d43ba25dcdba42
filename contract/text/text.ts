/**
 * Text that comes from outside. Three rules hold for all of it: the database
 * can store it, nothing cuts a character in two, and a text without a visible
 * character counts as empty. Pure; browser and server share it.
 */

// White space, control characters, characters that Unicode defines as
// invisible (zero width, direction marks, fillers, tags), and three that
// fonts draw blank.
const INVISIBLE =
  /[\s\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800\u{1d159}]/u;
const ONLY_INVISIBLE = new RegExp(`^(?:${INVISIBLE.source})*$`, "u");

// ZWJ, ZWNJ, variation selectors and tags stay: scripts and emoji need them.
const UNSEEN_IN_A_LINE =
  /[\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]/gu;
const SPACES = /[\s\u0085]+/gu;
const CONTROLS = /\p{Cc}/gu;
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;

/** Whether a reader can see anything of it. False for "", white space, zero width and blank letters. */
export function isVisible(text: string): boolean {
  return !ONLY_INVISIBLE.test(text);
}

/** Whether Postgres can store it: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** The text with NUL left out and lone surrogates replaced by U+FFFD; all else as it is. */
export function toStorable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/**
 * One line for a name, a title or a reason: composed (NFC), trimmed, white
 * space as single spaces, without control characters, direction marks and
 * zero-width signs that no script needs. "" if nothing of it can be seen.
 */
export function toLine(text: string): string {
  return toLineAsSpelt(text).normalize("NFC");
}

/** As `toLine`, but not composed: for a vendor's text, whose spelling is not ours to change. */
export function toLineAsSpelt(text: string): string {
  const line = toStorable(text)
    .replace(SPACES, " ")
    .replace(CONTROLS, "")
    .replace(UNSEEN_IN_A_LINE, "")
    // A removed sign may have stood between two spaces.
    .replace(SPACES, " ")
    .trim();
  return isVisible(line) ? line : "";
}

/** Several lines that a person types: composed (NFC), trimmed. "" if nothing of it can be seen. */
export function toParagraphs(text: string): string {
  const lines = toStorable(text)
    .replace(LINE_ENDS, "\n")
    .normalize("NFC")
    .trim();
  return isVisible(lines) ? lines : "";
}

/** Length in code points, as Postgres and JSON Schema count it. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * The longest beginning of at most `max` code points that ends between two
 * characters as a reader sees them (a family emoji is one). A first character
 * that alone is longer is cut between code points. Well-formed in any case.
 */
export function truncate(text: string, max: number): string {
  // A code point has at most two units: most texts need no counting.
  if (text.length <= max) return text.toWellFormed();
  const end = offsetOf(text, max);
  if (end === text.length) return text.toWellFormed();
  const cut = characterStart(text, end);
  return text.substring(0, cut > 0 ? cut : end).toWellFormed();
}

/** As `truncate`, from the other end: the longest ending. For file names, whose ending names their type. */
export function truncateStart(text: string, max: number): string {
  if (text.length <= max) return text.toWellFormed();
  const count = countCharacters(text);
  if (count <= max) return text.toWellFormed();
  const start = offsetOf(text, count - max);
  const next = characterEnd(text, start);
  return text.substring(next < text.length ? next : start).toWellFormed();
}

/** The characters of a text as a reader sees them, one by one. It reads no more than the caller takes. */
export function* charactersOf(text: string): Generator<string> {
  for (const { segment } of segmenter().segment(text)) yield segment;
}

/** The offset after this many code points, at most the text's length. */
function offsetOf(text: string, count: number): number {
  let offset = 0;
  let left = count;
  for (const point of text) {
    if (left === 0) break;
    left -= 1;
    offset += point.length;
  }
  return offset;
}

/** The start of the character that contains the offset; the offset itself between two. */
function characterStart(text: string, offset: number): number {
  return segmenter().segment(text).containing(offset)?.index ?? text.length;
}

function characterEnd(text: string, offset: number): number {
  const at = segmenter().segment(text).containing(offset);
  if (!at || at.index === offset) return offset;
  return at.index + at.segment.length;
}

let made: Intl.Segmenter | undefined;

// Making one costs a hundred times more than using it.
function segmenter(): Intl.Segmenter {
  return (made ??= new Intl.Segmenter(undefined, { granularity: "grapheme" }));
}
