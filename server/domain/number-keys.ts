import { foldText } from "#contract/text/fold.ts";
import { truncateStart } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";

const NUMBER_LIKE = /^[+(#]?[a-z0-9][a-z0-9 ()./+-]*$/;
const COMPACT = /^[a-z]{0,8}[0-9][a-z0-9]*$/;
const [MIN_LENGTH, MAX_LENGTH, MIN_DIGITS] = [6, 24, 4];
/** A phone number with and without its country's code ends with the same digits. */
const SHARED_END = 8;
const TAIL = 4;

/**
 * The keys under which an index has what was typed, if it is a number: an order, a phone; none: it is no number, or
 * too short. The same as `parley_numbers` of the database. Pure.
 * @param tails also those that end with the four digits that were typed
 */
export function numberKeys(typed: string, { tails = false } = {}): string[] {
  const folded = foldText(typed.trim());
  if (!NUMBER_LIKE.test(folded)) return [];
  const compact = folded.replace(/[^a-z0-9]/g, "");
  const digits = compact.replace(/[^0-9]/g, "");
  if (!COMPACT.test(compact) || digits.length < MIN_DIGITS) return [];
  const isPlain = digits === compact;
  if (compact.length < MIN_LENGTH)
    return tails && isPlain && digits.length === TAIL ? [`~${digits}`] : [];
  if (compact.length > MAX_LENGTH) return [];
  return isPlain && digits.replace(/^0+/, "").length >= SHARED_END
    ? [compact, `#${truncateStart(digits, SHARED_END)}`]
    : [compact];
}

/** SQL: whether a message `m`'s folded text has one of the numbers; by index. */
export function messageHasNumber(keys: readonly string[]): Prisma.Sql {
  // The second condition is that of the partial index.
  return Prisma.sql`(parley_numbers(m."textFolded", false) && ${keys}::text[]
    and m."textFolded" ~ '[0-9].{0,3}[0-9].{0,3}[0-9].{0,3}[0-9]')`;
}

/** SQL: whether the fields of a customer `mc` have one of the numbers; by index. */
export function fieldsHaveNumber(keys: readonly string[]): Prisma.Sql {
  return Prisma.sql`(parley_numbers(parley_fold(mc."fields"::text), true) && ${keys}::text[]
    and mc."fields" <> '{}'::jsonb)`;
}

/** SQL: whether a lead `l` has one of the numbers; by index. */
export function leadHasNumber(keys: readonly string[]): Prisma.Sql {
  return Prisma.sql`parley_numbers(l."search", true) && ${keys}::text[]`;
}
