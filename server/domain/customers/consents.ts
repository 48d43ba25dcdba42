import type { PageQuery } from "#contract/base/page.ts";
import type {
  ConsentEntry,
  ConsentPurpose,
  Consents,
  RecordConsent,
} from "#contract/customers/consent.ts";
import { truncate } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  lockCustomer,
  seeCustomer,
} from "#server/domain/customers/see-customer.ts";
import { touchThreadsOf } from "#server/domain/customers/touch-threads.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";
import { newId, sha256Hex } from "#server/runtime/crypto.ts";

/*
 * The ledger of consents. The database refuses to change an entry, and deletes it only with the erasure of the person.
 * The newest entry of a purpose is its state. A merge moves no entry: a customer has their own entries and those of the
 * customers who were merged into them, so that undoing takes the entries apart, too. `customer."optedOutAt"` repeats
 * the state of `contact` for the sends, which read it with every message.
 */

type Reader = Pick<Sql, "$queryRaw">;

type Row = Omit<ConsentEntry, "actor" | "at" | "recordedAt"> & {
  actorId: string | null;
  actorName: string | null;
  at: Date;
  recordedAt: Date;
};

const VERSION_CHARACTERS = 16;

const columns = Prisma.sql`e.id, e.purpose, e.given, e.source, e."channelId", e."leadId", e.text, e."textVersion", e.note,
  e."actorId", e."actorName", e.at, e."recordedAt"`;

/** SQL: entry `e` counts. */
export const consentCounts = Prisma.sql`e."voidsId" is null
  and not exists (select from consent_entry v where v."voidsId" = e.id)`;

/** SQL, before a query: `own.id` are the customers whose entries each customer `own.root` has. */
export const withOwnConsents = (
  ids: readonly string[],
) => Prisma.sql`with recursive own as (
    select id as root, id from customer where id = any(${ids}::uuid[])
    union select own.root, c.id from own join customer c on c."mergedIntoId" = own.id)`;

/** Lists a customer's entries, newest first, with the state. @throws AppError not_found */
export async function listConsents(
  context: Context,
  actor: Actor,
  { customerId, limit, cursor }: PageQuery & { customerId: string },
): Promise<Consents> {
  const { sql } = context.db;
  const before = readCursor(cursor);
  const id = await seeCustomer(sql, actor, customerId);
  const older = before
    ? Prisma.sql`and (e.at, e.id) < (${before.at}::timestamptz, ${before.id}::uuid)`
    : Prisma.empty;
  const [rows, states] = await Promise.all([
    sql.$queryRaw<Row[]>(Prisma.sql`
      ${withOwnConsents([id])}
      select ${columns} from own join consent_entry e on e."customerId" = own.id
      where ${consentCounts} ${older} order by e.at desc, e.id desc limit ${limit + 1}::int`),
    consentStates(sql, [id]),
  ]);
  const state = states.get(id);
  return {
    ...toTimedPage(rows, limit, entryShape),
    state: {
      contact: state?.contact ?? null,
      marketing: state?.marketing ?? null,
    },
  };
}

/** Every entry of a customer, newest first. The caller has checked the rights. */
export async function allConsents(
  sql: Reader,
  customerId: string,
): Promise<ConsentEntry[]> {
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    ${withOwnConsents([customerId])}
    select ${columns} from own join consent_entry e on e."customerId" = own.id
    where ${consentCounts} order by e.at desc, e.id desc`);
  return rows.map(entryShape);
}

export type ConsentState = Partial<Record<ConsentPurpose, ConsentEntry>>;

/** The newest entry of each customer for each purpose. */
export async function consentStates(
  sql: Reader,
  customerIds: readonly string[],
): Promise<Map<string, ConsentState>> {
  const rows = await sql.$queryRaw<(Row & { root: string })[]>(Prisma.sql`
    ${withOwnConsents(customerIds)}
    select distinct on (own.root, e.purpose) own.root, ${columns}
    from own join consent_entry e on e."customerId" = own.id
    where ${consentCounts} order by own.root, e.purpose, e.at desc, e.id desc`);
  const states = new Map<string, ConsentState>();
  for (const { root, ...row } of rows)
    states.set(root, { ...states.get(root), [row.purpose]: entryShape(row) });
  return states;
}

/**
 * Adds an entry. One that withdraws the consent to contact stops messages to the customer until they write; one that
 * gives it lets them be sent again.
 * @throws AppError not_found, participant_only, invalid_input (no such channel)
 */
export function recordConsent(
  context: Context,
  actor: Actor,
  customerId: string,
  input: RecordConsent & { source: NonNullable<RecordConsent["source"]> },
): Promise<ConsentEntry> {
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    const id = await lockCustomer(tx, actor, customerId);
    await requireChannel(tx, input.channelId ?? null);
    const state = (await consentStates(tx, [id])).get(id)?.[input.purpose];
    const entry = await insertEntry(tx, {
      ...input,
      customerId: id,
      actor,
      at: behind(state, now),
      now,
    });
    const { purpose, given, source } = input;
    const target = { type: "customer", id };
    const detail = { purpose, given, source };
    await writeAudit(tx, actor, "customer.consent_recorded", target, detail);
    await refreshOptOut(tx, id);
    await announce(tx, [
      { kind: "customer.changed", payload: { customerId: id } },
    ]);
    return entry;
  });
}

/** Later than the present state, also where the vendor's clock of a lead is ahead of ours. Pure. */
function behind(state: ConsentEntry | undefined, now: Date): Date {
  const after = state ? Date.parse(state.at) + 1 : 0;
  return new Date(Math.max(now.getTime(), after));
}

async function requireChannel(
  tx: Sql,
  channelId: string | null,
): Promise<void> {
  if (channelId === null) return;
  const [found] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from channel where id = ${channelId}::uuid and "deletedAt" is null`);
  if (!found) throw invalidInput("channelId", "There is no such channel.");
}

async function insertEntry(
  tx: Sql,
  {
    customerId,
    purpose,
    given,
    source,
    channelId = null,
    text = null,
    note = null,
    actor,
    at,
    now,
  }: RecordConsent & { customerId: string; actor: Actor; at: Date; now: Date },
): Promise<ConsentEntry> {
  const [row] = await tx.$queryRaw<[Row]>(Prisma.sql`
    insert into consent_entry as e (id, "customerId", purpose, given, source, "channelId", text, "textVersion", note,
      "actorId", "actorName", at, "recordedAt")
    values (${newId()}::uuid, ${customerId}::uuid, ${purpose}, ${given}, ${source}, ${channelId}::uuid, ${text},
      ${textVersion(text)}, ${note}, ${actor.agentId}::uuid, ${actor.name}, ${at}::timestamptz, ${now}::timestamptz)
    returning ${columns}`);
  return entryShape(row);
}

/** A short name of a text: the same text has the same. Pure. */
export function textVersion(text: string | null): string | null {
  return text === null ? null : truncate(sha256Hex(text), VERSION_CHARACTERS);
}

/** Repeats the state of `contact` at the customer, and tells the screens with their threads of a change. */
export async function refreshOptOut(
  tx: Sql,
  customerId: string,
): Promise<void> {
  const state = (await consentStates(tx, [customerId])).get(customerId);
  const { contact } = state ?? {};
  const since = contact && !contact.given ? new Date(contact.at) : null;
  const changed = await tx.$executeRaw(Prisma.sql`
    update customer set "optedOutAt" = ${since}::timestamptz, version = version + 1
    where id = ${customerId}::uuid and "optedOutAt" is distinct from ${since}::timestamptz`);
  if (changed > 0) await touchThreadsOf(tx, customerId);
}

function entryShape({ actorId, actorName, ...row }: Row): ConsentEntry {
  return {
    ...row,
    actor: actorId === null ? null : { id: actorId, name: actorName ?? "" },
    at: row.at.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
  };
}
