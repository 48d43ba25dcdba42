import { foldEmail } from "#contract/text/fold.ts";
import { numberKeys } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import { contains, likePattern } from "#server/domain/like-pattern.ts";
import { fieldsHaveNumber } from "#server/domain/number-keys.ts";

/** Fewer digits find too many numbers. */
const MIN_DIGITS = 4;
const PHONE_LIKE = /^[+\d\s()./-]+$/;

/** SQL: the ids of the customers that one of `waysToMatch` finds. */
export function customersMatching(q: string): Prisma.Sql {
  const branches = waysToMatch(q).map(
    (way) => Prisma.sql`select mc.id from customer mc where ${way}`,
  );
  return Prisma.join(branches, " union ");
}

/**
 * SQL, each a condition with an index of its own on a customer `mc`: the name contains the text, it is the e-mail
 * address, a part of the phone number, or a number in the fields, in any writing.
 */
export function waysToMatch(q: string): Prisma.Sql[] {
  const typed = q.trim();
  return [
    contains(Prisma.sql`mc."nameFolded"`, typed),
    ...contactsLike(typed),
    ...numbersLike(typed),
  ];
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
