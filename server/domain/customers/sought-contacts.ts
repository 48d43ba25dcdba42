import { foldText } from "#contract/text/fold.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { contains, likePattern } from "#server/domain/like-pattern.ts";

/*
 * The search of an agent whose role sees contact data masked: it finds an
 * address or a number by the whole of it only. By its parts, one could be read
 * out sign by sign.
 */

/** The agent who searches. */
export type Seeker = Pick<Actor, "contactLimit" | "hiddenFields">;

/** The same as in contract/text/contact-mask, over folded text. */
const EMAIL =
  "[[:alnum:]._%+'-]{1,64}@([[:alnum:]-]{1,63}[.]){1,8}[[:alpha:]]{2,24}";
const PHONE =
  "[+]?[(]?[0-9]([-/ ().·_\u2010-\u2015\u2212\u200b]{0,3}[0-9]){6,18}";
/** No one can type it: text from outside has no control signs. */
export const HIDDEN = "\u0001";

const WHOLE_EMAIL =
  /^[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}$/u;

/**
 * SQL: whether a folded text holds what was typed, as far as the seeker may
 * read the text.
 * @param column one of `contains`
 * @param shown the text that the role is shown, where that is less than the column
 */
export function textHolds(
  column: Prisma.Sql,
  typed: string,
  { contactLimit }: Seeker,
  shown = column,
): Prisma.Sql {
  const found = contains(column, typed);
  if (!contactLimit) return found;
  // The index finds the rows, and the expressions are run on those alone.
  const readable = Prisma.sql`regexp_replace(regexp_replace(${shown}, ${EMAIL}, ${HIDDEN}, 'g'), ${PHONE}, ${HIDDEN}, 'g')`;
  const inReadable = Prisma.sql`${readable} like ${likePattern(typed)}`;
  const ways = WHOLE_EMAIL.test(typed.trim())
    ? Prisma.sql`(${inReadable} or ${column} ~ ${wholeWord(typed)})`
    : inReadable;
  return Prisma.sql`(${found} and ${ways})`;
}

/**
 * SQL: the JSON of a customer's own fields, without those that the seeker does
 * not see; null: the seeker sees all of them.
 */
export function shownFields(
  fields: Prisma.Sql,
  { hiddenFields = [] }: Seeker,
): Prisma.Sql | null {
  return hiddenFields.length === 0
    ? null
    : Prisma.sql`(${fields} - ${[...hiddenFields]}::text[])`;
}

/** An expression of Postgres: the text, with nothing of an address beside it. */
function wholeWord(typed: string): string {
  const word = foldText(typed.trim()).replace(/[^\p{L}\p{N}@]/gu, "\\$&");
  return `(^|[^[:alnum:]._%+'-])${word}($|[^[:alnum:].-]|[.]($|[^[:alnum:]]))`;
}
