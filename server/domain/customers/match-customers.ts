import { foldEmail } from "#contract/text/fold.ts";
import { numberKeys } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import {
  shownFields,
  textHolds,
  type Seeker,
} from "#server/domain/customers/sought-contacts.ts";
import { likePattern } from "#server/domain/like-pattern.ts";
import { fieldsHaveNumber } from "#server/domain/number-keys.ts";

/** Fewer digits find too many numbers. */
const MIN_DIGITS = 4;
/** The sign and the code of a country, which a whole number is typed without. */
const MAX_COUNTRY_CODE = 4;
/** Digits that are a whole number, for an agent who may search for no part of one. */
const MIN_WHOLE = 8;
const PHONE_LIKE = /^[+\d\s()./-]+$/;

/** SQL: the ids of the customers that one of `waysToMatch` finds. */
export function customersMatching(q: string, seeker: Seeker): Prisma.Sql {
  const branches = waysToMatch(q, seeker).map(
    (way) => Prisma.sql`select mc.id from customer mc where ${way}`,
  );
  return Prisma.join(branches, " union ");
}

/**
 * SQL, each a condition with an index of its own on a customer `mc`: the name or an alias contains the text, it is the e-mail
 * address, a part of the phone number, or a number in the fields, in any writing.
 */
export function waysToMatch(q: string, seeker: Seeker): Prisma.Sql[] {
  const typed = q.trim();
  return [
    textHolds(Prisma.sql`mc."nameFolded"`, typed, seeker),
    aliasHolds(typed, seeker),
    ...contactsLike(typed, seeker),
    ...numbersLike(typed, seeker),
  ];
}

/** SQL. The first condition is that of the partial indexes, and spares all other rows the second. */
const aliasHolds = (typed: string, seeker: Seeker) =>
  Prisma.sql`(mc.aliases <> '{}' and ${textHolds(Prisma.sql`parley_aliases(mc.aliases)`, typed, seeker)})`;

/** SQL: the same as a condition on a customer `mc` whose row is read anyway; an index serves only the fields. */
export function customerMatches(q: string, seeker: Seeker): Prisma.Sql {
  const typed = q.trim();
  const ways = [
    seeker.contactLimit
      ? textHolds(Prisma.sql`mc."nameFolded"`, typed, seeker)
      : Prisma.sql`mc."nameFolded" like ${likePattern(typed)}`,
    aliasHolds(typed, seeker),
    ...contactsLike(typed, seeker),
    ...numbersLike(typed, seeker).map(
      (condition) =>
        Prisma.sql`mc.id = any(array(select mc.id from customer mc where ${condition}))`,
    ),
  ];
  return Prisma.sql`(${Prisma.join(ways, " or ")})`;
}

function numbersLike(typed: string, seeker: Seeker): Prisma.Sql[] {
  const keys = soughtNumbers(typed, seeker);
  if (keys.length === 0) return [];
  const shown = shownFields(Prisma.sql`mc.fields`, seeker);
  // The index finds the rows by all fields, and those that are shown are read of them alone.
  return [
    shown
      ? Prisma.sql`(${fieldsHaveNumber(keys)} and parley_numbers(parley_fold(${shown}::text), true) && ${keys}::text[])`
      : fieldsHaveNumber(keys),
  ];
}

/** The keys of a typed number by which the seeker may find it. Pure. */
export function soughtNumbers(
  typed: string,
  { contactLimit }: Seeker,
): string[] {
  if (!contactLimit) return numberKeys(typed, { tails: true });
  return typed.replace(/\D/g, "").length < MIN_WHOLE ? [] : numberKeys(typed);
}

function contactsLike(typed: string, { contactLimit }: Seeker): Prisma.Sql[] {
  const phones = digitsOf(typed).map((digits) =>
    contactLimit
      ? Prisma.sql`(mc."phoneKey" like ${`%${digits}`} and length(mc."phoneKey") <= ${digits.length + MAX_COUNTRY_CODE}::int)`
      : Prisma.sql`mc."phoneKey" like ${`%${digits}%`}`,
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
