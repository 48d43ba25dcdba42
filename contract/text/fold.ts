import { charactersOf } from "#contract/text/text.ts";

/*
 * Folds typed and stored text for comparison, as people read and type it. The
 * database does the same in `parley_fold(text)` (a migration), under an index;
 * a test compares both. Pure.
 */

// Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic,
// and invisible characters. Kana keep their voicing marks, Thai, Indic and
// Hangul all of theirs: there a mark makes another letter.
const DROPPED =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u00ad\u1ab0-\u1ace\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]/g;

// One character each, so that Postgres can `translate` them. The first row of
// a pair is read, the row below is its replacement.
const FROM = "\t\n\v\f\r\u0085\u2028\u2029`‘’‚‛′ʼʹ“”„‟″«»‐‒–—―−⁄łđøħıðς";
const TO = "        ''''''''\"\"\"\"\"\"\"------/ldohidσ";
const SINGLE = new Map([...FROM].map((sign, at) => [sign, TO[at]!]));
const SINGLES = new RegExp(`[${FROM}]`, "g");
const DOUBLE = new Map([
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["þ", "th"],
]);
const DOUBLES = /[ßæœþ]/g;
const ACUTE = /\u00b4/g; // typed as an apostrophe; decomposed it would be a space

/**
 * Folds a text: without case and accents, full width as half width, composed,
 * typographic quotes and dashes as on the keyboard. For comparing and
 * searching, never for showing.
 */
export function foldText(text: string): string {
  return text
    .replace(ACUTE, "'")
    .normalize("NFKD")
    .replace(DROPPED, "")
    .toLowerCase()
    .replace(SINGLES, (sign) => SINGLE.get(sign)!)
    .replace(DOUBLES, (sign) => DOUBLE.get(sign)!)
    .normalize("NFC");
}

/** Whether the text contains the typed text. Every text contains the empty one. */
export function includesFolded(text: string, typed: string): boolean {
  return foldText(text).includes(foldText(typed.trim()));
}

/** Whether both are the same to a reader. */
export function isSameFolded(text: string, other: string): boolean {
  return foldText(text.trim()) === foldText(other.trim());
}

/** The range of the typed text in the text, as offsets of the text itself: [start, end). Null: not contained. */
export function findFolded(
  text: string,
  typed: string,
): { start: number; end: number } | null {
  const wanted = foldText(typed.trim());
  if (wanted === "") return null;
  const { folded, starts, ends } = foldWithOffsets(text);
  const at = folded.indexOf(wanted);
  if (at === -1) return null;
  return {
    start: starts[at]!,
    end: ends[at + wanted.length - 1]!,
  };
}

/** Folds a text, with the start and the end of the character that each folded unit comes from; "№" folds to two. */
export function foldWithOffsets(text: string): {
  folded: string;
  starts: number[];
  ends: number[];
} {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = "";
  let offset = 0;
  for (const character of charactersOf(text)) {
    const piece = foldText(character);
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(offset);
      ends.push(offset + character.length);
    }
    folded += piece;
    offset += character.length;
  }
  return { folded, starts, ends };
}

/** Folds an email address for storing and comparing: from any keyboard, without case. */
export function foldEmail(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase();
}
