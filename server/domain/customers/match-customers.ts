import { foldEmail } from "#contract/text/fold.ts";
import { numberKeys } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import { contains, likePattern } from "#server/domain/like-pattern.ts";
import { fieldsHaveNumber } from "#server/domain/number-keys.ts";

/** Fewer digits find too many numbers. */
const MIN_DIGITS = 4;
const PHONE_LIKE = /^[+\d\s()./-]+$/;

/**
 * SQL: the customers, as a rule their ids, whose name contains the text, whose e-mail address
 * it is, whose phone number it is a part of, or whose fields have it as a number, in any writing. Each branch
 * uses its own index.
 */
export function customersMatching(
  q: string,
  columns = Prisma.sql`mc.id`,
): Prisma.Sql {
  const typed = q.trim();
  const branches = [
    contains(Prisma.sql`mc."nameFolded"`, typed),
    ...contactsLike(typed),
    ...numbersLike(typed),
  ].map(
    (condition) =>
      Prisma.sql`select ${columns} from customer mc where ${condition}`,
  );
  return Prisma.join(branches, " union ");
}

/** SQL: the same as a condition on a customer `mc` whose row is read anyway; an index serves only the fields. */
export function customerMatches(q: string): Prisma.Sql {
  const typed = q.trim();
  const ways = [
    Prisma.sql`mc."nameFolded" like ${likePattern(typed)}`,
    ...contactsLike(typed),
    ...numbersLike(typed).map(
      (condition) =>
        Prisma.sql`mc.id = any(array(select mc.id from customer mc where ${condition}))`,
    ),
  ];
  return Prisma.sql`(${Prisma.join(ways, " or ")})`;
}

function numbersLike(typed: string): Prisma.Sql[] {
  const keys = numberKeys(typed, { tails: true });
  return keys.length > 0 ? [fieldsHaveNumber(keys)] : [];
}

function contactsLike(typed: string): Prisma.Sql[] {
  const phones = digitsOf(typed).map(
    (digits) => Prisma.sql`mc."phoneKey" like ${`%${digits}%`}`,
  );
  return typed.includes("@")
    ? [...phones, Prisma.sql`mc."emailKey" = ${foldEmail(typed)}`]
    : phones;
}

/** The part that a phone number contains if it is the typed one: "0912-345 678" and "912345678" are parts of "+886912345678". Pure. */
function digitsOf(typed: string): string[] {
  if (!PHONE_LIKE.test(typed)) return [];
  const digits = typed.replace(/\D/g, "");
  // The leading zeros of national numbers are not part of E.164.
  const national = digits.replace(/^0+/, "");
  return [...new Set([digits, national])].filter(
    ({ length }) => length >= MIN_DIGITS,
  );
}
