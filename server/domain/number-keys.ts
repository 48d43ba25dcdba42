import { Prisma } from "#server/db/client.ts";

/* The keys that they take are those of contract/text/number-keys. */

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
