import { foldText } from "#contract/text/fold.ts";
import { Prisma } from "#server/db/client.ts";

/**
 * A LIKE pattern that finds what was typed anywhere in a folded column
 * (`"textFolded"`, `"nameFolded"`). What folds to nothing, an accent alone,
 * finds nothing.
 */
export function likePattern(typed: string): string {
  const wanted = foldText(typed.trim());
  return wanted === "" ? "" : `%${wanted.replace(/[\\%_]/g, "\\$&")}%`;
}

/** One or two Han characters, kana or Hangul syllables; the same ranges as in `parley_han` of the database. */
const SHORT_HAN =
  /^[\u{2e80}-\u{9fff}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{20000}-\u{323af}]{1,2}$/u;

/**
 * SQL: whether a folded column contains what was typed. Trigram indexes find three characters and more; one or two of
 * Chinese, Japanese or Korean, which are words there, have an index of their own (`parley_han`).
 * @param column one of those with both indexes: `"textFolded"` of a message, `"nameFolded"` and the folded `fields` of a customer, `search` of a lead
 */
export function contains(column: Prisma.Sql, typed: string): Prisma.Sql {
  const wanted = foldText(typed.trim());
  if (!SHORT_HAN.test(wanted))
    return Prisma.sql`${column} like ${likePattern(typed)}`;
  // The second condition is that of the partial index.
  return Prisma.sql`(parley_han(${column}) @> array[${wanted}::text] and octet_length(${column}) <> length(${column}))`;
}
