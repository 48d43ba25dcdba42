import { charactersOf } from "#contract/text/text.ts";

/*
 * How typed text is compared with stored text: as people read and type it.
 * The database does the same in `parley_fold(text)` (a migration), under an
 * index; a test holds both to each other. Pure.
 */

// Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic and
// what nobody sees. Kana keep their voicing marks, Thai, Indic and Hangul all
// of theirs: there a mark makes another letter.
const DROPPED =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u00ad\u1ab0-\u1ace\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]/g;

// One sign each, so that Postgres can `translate` them. The first of a pair of
// rows is what is read, the one below is what it counts as.
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
const ACUTE = /\u00b4/g; // typed for an apostrophe; taken apart it would be a blank

/**
 * A text as it is compared: without case and accents, full width as half
 * width, composed or not, typographic quotes and dashes as the keyboard has
 * them. To compare and to look for, never to show.
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

/** Does the text contain what was typed? Everything contains nothing. */
export function includesFolded(text: string, typed: string): boolean {
  return foldText(text).includes(foldText(typed.trim()));
}

/** Are both the same to a reader? */
export function isSameFolded(text: string, other: string): boolean {
  return foldText(text.trim()) === foldText(other.trim());
}

/** Where the text contains what was typed, as offsets of the text itself: [start, end). Null: nowhere. */
export function findFolded(
  text: string,
  typed: string,
): { start: number; end: number } | null {
  const wanted = foldText(typed.trim());
  if (wanted === "") return null;
  const starts: number[] = []; // of the character that each folded unit comes from
  let folded = "";
  let offset = 0;
  for (const character of charactersOf(text)) {
    const piece = foldText(character);
    for (let unit = 0; unit < piece.length; unit++) starts.push(offset);
    folded += piece;
    offset += character.length;
  }
  const at = folded.indexOf(wanted);
  if (at === -1) return null;
  return {
    start: starts[at]!,
    end: starts[at + wanted.length] ?? offset,
  };
}

/** An e-mail address as it is stored and compared: as typed with any keyboard, without case. */
export function foldEmail(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase();
}
