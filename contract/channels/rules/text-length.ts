import type { TextUnit } from "./rules.ts";

/** Returns the length of a text in the vendor's unit. */
export function lengthIn(unit: TextUnit, text: string): number {
  if (unit === "utf16") return text.length;
  let length = 0;
  for (const point of text) length += sizeIn(unit, point);
  return length;
}

/**
 * The offset, in UTF-16 units, up to which the text has at most `limit` of the
 * unit; never between the halves of a code point, unless UTF-16 is counted.
 * Takes as long as the limit is, not as the text is.
 */
export function offsetWithin(
  unit: TextUnit,
  text: string,
  limit: number,
): number {
  if (unit === "utf16") return Math.min(limit, text.length);
  let offset = 0;
  let length = 0;
  for (const point of text) {
    length += sizeIn(unit, point);
    if (length > limit) break;
    offset += point.length;
  }
  return offset;
}

/** The most units of one code point: no limit may be lower. */
export const LONGEST_CHARACTER: Readonly<Record<TextUnit, number>> = {
  utf16: 2,
  characters: 1,
  bytes: 4,
};

function sizeIn(unit: TextUnit, point: string): number {
  if (unit === "characters") return 1;
  const code = point.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
