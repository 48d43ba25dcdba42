/**
 * Texts that have broken something somewhere, or may: values that a stranger
 * or a program puts into a field. Tests send each of them through every place.
 */
export const hostileTexts: readonly string[] = [
  "nul \0 inside",
  "\0",
  "\ud83d",
  "\ude00 second half first \ud83d",
  "\u200b",
  "\u3164\u2800\u115f",
  "\u202e\u2066right to left\u2069\u200f",
  "line\r\nends\u2028here\u2029and\u0085here\v\f",
  "\x01\x07\x1b[31m\x7f\x9b",
  `${"😂".repeat(27)} hi`,
  "👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿🇹🇼👍🏽❤️1️⃣",
  `Z${"\u0323\u0301\u0489".repeat(60)}algo`,
  "中文，日本語（ひらがな）한국어 العربية עברית हिन्दी தமிழ் ไทย ខ្មែរ မြန်မာ አማርኛ ᏣᎳᎩ 𠮷 𝓐",
  "Jose\u0301 and José, ﬁ, ＡＢＣ, \u2126, \ufa19",
  `'; drop table message; -- \\ % _ {name} {{x}} \${y} <script>alert(1)</script> &amp;`,
  "\ufffe\uffff\u{10ffff}\ue000",
  "a".repeat(100_000),
  "😀".repeat(50_000),
  "x" + "\u0301".repeat(100_000),
  "!".repeat(10_000),
  " ",
  "",
];

/** Numbers and times that no column holds, or that a parser fails on. */
export const hostileNumbers: readonly unknown[] = [
  1_795_864_575_179,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  1e308,
  -1,
  0.5,
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59-23:59",
  "-000001-01-01T00:00:00Z",
];

/** Finds the texts in a JSON value, names of members included, that no program can pass on. */
export function brokenTexts(value: unknown): string[] {
  if (typeof value === "string")
    return value.isWellFormed() && !value.includes("\0") ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...brokenTexts(name),
    ...brokenTexts(inner),
  ]);
}

export type Place = readonly (string | number)[];

/** The places in a JSON value where its texts and numbers stand. */
export function leavesOf(value: unknown, place: Place = []): Place[] {
  if (typeof value !== "object" || value === null) return [place];
  const entries = Array.isArray(value)
    ? value.map((inner, index) => [index, inner] as const)
    : Object.entries(value);
  return entries.flatMap(([name, inner]) => leavesOf(inner, [...place, name]));
}

/** A copy with another value at that place. */
export function replaced(root: unknown, place: Place, value: unknown): unknown {
  const copy = structuredClone(root);
  const last = place.at(-1);
  if (last === undefined) return value;
  let holder = copy as Record<string | number, unknown>;
  for (const name of place.slice(0, -1))
    holder = holder[name] as Record<string | number, unknown>;
  holder[last] = value;
  return copy;
}
