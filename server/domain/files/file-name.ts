import { truncateStart } from "#contract/text/text.ts";

/** Longest name that is kept, in code points. */
const MAX_NAME_CHARACTERS = 120;
/** Only this much of the end of a longer name is read, in UTF-16 units. */
const MAX_LOOKED_AT = 2_000;

/**
 * Characters that show nothing on the screen: control and format characters
 * (zero width, direction marks), fillers that look blank, and variation
 * selectors. With them, one ending could look like another.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Co}\uFFFD\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const RESERVED = /["<>|:*?]/g;

/**
 * Cleans a file's name to be shown, checked and downloaded; it is never part
 * of a path. Invisible characters are removed, and so are dots and spaces at
 * the end, which desktops drop as well. A name that is too long keeps its
 * ending. Pure. Null: nothing of it is left.
 */
export function cleanName(name: string): string | null {
  const end = truncateStart(name, MAX_LOOKED_AT).normalize("NFC");
  const last = end.split(/[/\\]/).at(-1) ?? "";
  const shown = last
    .replace(INVISIBLE, "")
    .replace(RESERVED, "")
    .replace(/\s+/gu, " ")
    .trim();
  const cut = truncateStart(withoutDotsBehind(shown), MAX_NAME_CHARACTERS);
  return cut === "" ? null : cut;
}

// A loop, because a regular expression is quadratic where dots stand in the middle.
function withoutDotsBehind(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "." || text[end - 1] === " ")) end -= 1;
  return text.slice(0, end);
}
