import type { LeadContact } from "#contract/leads/lead.ts";
import { searchesSchema, type Searches } from "#contract/people/preferences.ts";
import { holdsWord } from "#contract/text/find-word.ts";
import { foldText } from "#contract/text/fold.ts";
import { findNumber } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announceSettings } from "#server/domain/access/audit.ts";

/** The names and contacts by which a search can name a person. */
type Person = { names: string[]; emails: string[]; phones: string[] };

/**
 * Removes the recent and saved searches of every teammate, and the views that
 * seek words and the segments, that hold the whole name, an e-mail address or a phone number of
 * the customers or their leads, in any writing. Called while the customers
 * still have them.
 */
export async function eraseSearches(tx: Sql, ids: string[]): Promise<void> {
  const person = await readPerson(tx, ids);
  await eraseViews(tx, person);
  await eraseSegments(tx, person);
  await erasePreferences(tx, person);
}

async function eraseViews(tx: Sql, person: Person): Promise<void> {
  const views = await tx.$queryRaw<
    { id: string; name: string; q: string }[]
  >(Prisma.sql`
    select id, name, filter->>'q' as q from saved_view where filter ? 'q'`);
  const named = views.filter(
    ({ name, q }) => doesName(name, person) || doesName(q, person),
  );
  if (named.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    delete from saved_view where id = any(${named.map(({ id }) => id)}::uuid[])`);
  await announceSettings(tx, ["views"]);
}

/** Whether texts hold an e-mail address or a phone number of the customers. Called while they still have them. */
export async function readContactTest(
  tx: Sql,
  ids: string[],
): Promise<(text: string) => boolean> {
  const person = { ...(await readPerson(tx, ids)), names: [] };
  return (text) => doesName(text, person);
}

/** A routing rule that asks for one never matches then, and shows it. */
async function eraseSegments(tx: Sql, person: Person): Promise<void> {
  const segments = await tx.$queryRaw<
    { id: string; name: string; q: string | null }[]
  >(Prisma.sql`
    select id, name, filter->>'q' as q from customer_segment`);
  const named = segments.filter(
    ({ name, q }) => doesName(name, person) || doesName(q ?? "", person),
  );
  if (named.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    delete from customer_segment where id = any(${named.map(({ id }) => id)}::uuid[])`);
  await announceSettings(tx, ["segments"]);
}

async function erasePreferences(tx: Sql, person: Person): Promise<void> {
  const rows = await readSearches(
    tx,
    Prisma.sql`preferences->'searches' is not null`,
  );
  const named = rows
    .filter(({ searches }) => cut(searches, person) !== null)
    .map(({ id }) => id)
    .sort();
  if (named.length === 0) return;
  // Read again under the lock, because the person may search at this moment.
  const locked = await readSearches(
    tx,
    Prisma.sql`id = any(${named}::uuid[]) order by id for update`,
  );
  for (const { id, searches } of locked) {
    const left = cut(searches, person);
    if (left === null) continue;
    await tx.$executeRaw(Prisma.sql`
      update agent set preferences = jsonb_set(preferences, '{searches}', ${JSON.stringify(left)}::jsonb)
      where id = ${id}::uuid`);
  }
}

async function readSearches(
  tx: Sql,
  which: Prisma.Sql,
): Promise<{ id: string; searches: Searches }[]> {
  const rows = await tx.$queryRaw<{ id: string; searches: unknown }[]>(
    Prisma.sql`select id, preferences->'searches' as searches from agent where ${which}`,
  );
  return rows.flatMap(({ id, searches }) => {
    const { data } = searchesSchema.safeParse(searches);
    return data ? [{ id, searches: data }] : [];
  });
}

type Known = {
  name: string | null;
  /** Leads have none. */
  aliases?: string[];
  firstName: string | null;
  lastName: string | null;
  email: unknown;
  phone: unknown;
  emailKey: string | null;
  phoneKey: string | null;
};

async function readPerson(tx: Sql, ids: string[]): Promise<Person> {
  const customers = await tx.$queryRaw<Known[]>(Prisma.sql`
    select name, aliases, "firstName", "lastName", fields->'email' as email, fields->'phone' as phone, "emailKey", "phoneKey"
    from customer where id = any(${ids}::uuid[])`);
  const leads = await tx.$queryRaw<
    (Pick<Known, "emailKey" | "phoneKey"> & { contact: LeadContact })[]
  >(Prisma.sql`
    select contact, "emailKey", "phoneKey" from lead where "customerId" = any(${ids}::uuid[])`);
  const all: Known[] = [
    ...customers,
    ...leads.map(({ contact, ...keys }) => ({ ...contact, ...keys })),
  ];
  return {
    names: texts(all, ({ name, aliases = [], firstName, lastName }) => [
      name,
      ...aliases,
      [firstName, lastName].filter(Boolean).join(" "),
    ]),
    emails: texts(all, ({ email, emailKey }) => [email, emailKey]),
    phones: texts(all, ({ phone, phoneKey }) => [phone, phoneKey]),
  };
}

function texts(all: Known[], of: (one: Known) => unknown[]): string[] {
  const given = all
    .flatMap(of)
    .filter((text) => typeof text === "string")
    .map((text) => text.trim());
  return [...new Set(given)].filter((text) => text !== "");
}

/** The searches without those that name the person; null: none does. Pure. */
function cut(searches: Searches, person: Person): Searches | null {
  const recent = searches.recent.filter((q) => !doesName(q, person));
  const saved = searches.saved.filter(
    ({ name, q }) => !doesName(name, person) && !doesName(q, person),
  );
  const isSame =
    recent.length === searches.recent.length &&
    saved.length === searches.saved.length;
  return isSame ? null : { recent, saved };
}

function doesName(q: string, { names, emails, phones }: Person): boolean {
  const folded = foldText(q);
  return (
    // The words of a name in any order: "Mei Lin" and "Lin, Mei".
    names.some((name) => {
      const words = foldText(name)
        .split(/[\s,]+/)
        .filter(Boolean);
      return words.length > 0 && words.every((word) => holdsWord(folded, word));
    }) ||
    emails.some((email) => holdsWord(folded, foldText(email))) ||
    phones.some((phone) => findNumber(q, phone) !== null)
  );
}
