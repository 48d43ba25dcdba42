import { findFolded } from "#contract/text/fold.ts";
import { findNumber } from "#contract/text/number-keys.ts";
import { charactersOf } from "#contract/text/text.ts";

/** Characters of a snippet before and after the found text. */
const AROUND = 60;

/** The found text with a few words around it. Pure. */
export function snippetOf(text: string, q: string): string {
  const at = findFolded(text, q) ?? findNumber(text, q);
  const { start, end } = at ?? { start: 0, end: 0 };
  // Counts characters, so that none is cut in two.
  const before = [...charactersOf(text.slice(0, start))];
  const after = [...charactersOf(text.slice(end))];
  return [
    before.length > AROUND ? "…" : "",
    before.slice(-AROUND).join(""),
    text.slice(start, end),
    after.slice(0, AROUND).join(""),
    after.length > AROUND ? "…" : "",
  ].join("");
}
