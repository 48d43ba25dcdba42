import type { CustomerLanguages } from "#contract/customers/customer-languages.ts";
import { writtenLanguageOf } from "#contract/text/vendor-locale.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";

/** A new customer's language comes with the profile, a moment later. Nothing waits longer than this for it. */
export const LANGUAGE_MS = 5_000;

/** SQL condition on an identity `i`: the customer is new, and the profile has not arrived. */
export function languageIsComing(now: Date): Prisma.Sql {
  const since = new Date(now.getTime() - LANGUAGE_MS);
  return Prisma.sql`(i."profileState" = 'pending' and i."createdAt" > ${since}::timestamptz)`;
}

/** The locales that customers have, as vendors and people write them. Read value by value from their index: customers are many, locales few. */
export async function customerLocales(
  sql: Pick<Sql, "$queryRaw">,
): Promise<string[]> {
  const rows = await sql.$queryRaw<{ locale: string }[]>(Prisma.sql`
    with recursive found as (
      (select locale from customer where locale is not null order by locale limit 1)
      union all
      select (select c.locale from customer c where c.locale > f.locale order by c.locale limit 1)
      from found f where f.locale is not null)
    select locale from found where locale is not null`);
  return rows.map(({ locale }) => locale);
}

/** The languages that customers read, each once, for a choice. */
export async function listCustomerLanguages(
  { db }: Context,
  _actor: Actor,
): Promise<CustomerLanguages> {
  const locales = await customerLocales(db.sql);
  const languages = locales.flatMap(
    (locale) => writtenLanguageOf(locale) ?? [],
  );
  return { items: [...new Set(languages)].sort() };
}

/** Ends the wait for the customer's profile, which has arrived or will not: timers that waited for it are due. */
export async function endWaitForLanguage(
  tx: Sql,
  identityId: string,
  now: Date,
): Promise<void> {
  wakeAfterCommit(tx, "timers");
  await tx.$executeRaw(Prisma.sql`
    update timer set "dueAt" = least("dueAt", ${now}::timestamptz)
    where kind in ('language', 'rules')
      and key in (select id::text from thread where "identityId" = ${identityId}::uuid)`);
}
