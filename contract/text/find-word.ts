/** Scripts that are written without spaces: a word of theirs is found anywhere. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const PART_OF_WORD = /[\p{L}\p{N}\p{M}]/u;

/**
 * Whether a folded text holds a folded word as a whole word, or with
 * `isPrefix` as the beginning of one. Pure.
 */
export function holdsWord(
  text: string,
  word: string,
  { isPrefix = false } = {},
): boolean {
  if (word === "") return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    const begins = !isJoined(lastOf(text.slice(0, at)), firstOf(word));
    const ends = isPrefix || !isJoined(lastOf(word), firstOf(text.slice(end)));
    if (begins && ends) return true;
  }
  return false;
}

/** Whether two neighboring signs belong to one word. */
function isJoined(...signs: [string, string]): boolean {
  return signs.every((sign) => PART_OF_WORD.test(sign) && !UNSPACED.test(sign));
}

function firstOf(text: string): string {
  return Array.from(text.slice(0, 2))[0] ?? "";
}

function lastOf(text: string): string {
  // A sign outside the basic plane has two units.
  return Array.from(text.slice(-2)).at(-1) ?? "";
}
