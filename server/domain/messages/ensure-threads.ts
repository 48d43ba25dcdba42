import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { TEST_CUSTOMER } from "#server/domain/customers/synthetic-customer.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  stateColumns,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";

/** A customer on a channel, under the vendor's ids. */
export type Address = {
  channelId: string;
  externalId: string;
  /** The key of one of the customer's conversations; "" where the vendor has only one. */
  key: string;
};

export function addressKey({ channelId, externalId, key }: Address): string {
  return JSON.stringify([channelId, externalId, key]);
}

export type FoundThread = ThreadState & { createdAt: Date };

export type Ensuring<T> = {
  now: Date;
  /** Repeats a query that ran beside this one, for threads that had to be created, now that they are locked. */
  askAgain: () => Promise<T>;
  /** Gets the threads that exist, by addressKey, once they are locked. Returns the addresses that may get one. Left out: all. */
  admit?: (found: ReadonlyMap<string, FoundThread>) => Promise<Address[]>;
};

/**
 * Returns the threads of these addresses, locked. Missing ones are created
 * with customer and identity. Safe against a second process that does the
 * same: an advisory lock per new address, and the unique indexes behind it.
 * @returns the threads by addressKey, and the results of `askAgain`
 */
export async function ensureThreads<T>(
  tx: Sql,
  addresses: Address[],
  { now, askAgain, admit }: Ensuring<T>,
): Promise<{
  threads: Map<string, ThreadState>;
  again: T | null;
}> {
  const wanted = unique(addresses);
  const found = await lockExisting(tx, wanted);
  const admitted = admit ? unique(await admit(found)) : wanted;
  const missing = admitted.filter((item) => !found.has(addressKey(item)));
  if (missing.length === 0) return { threads: found, again: null };
  // Sent together: each runs when the one before it is done, with the locks held.
  const making = create(tx, missing, now);
  wakeAfterCommit(tx, "profiles");
  const [created, again] = await Promise.all([
    lockExisting(tx, missing),
    askAgain(),
    ...making,
  ]);
  for (const [key, state] of created) found.set(key, state);
  return { threads: found, again };
}

function unique(addresses: Address[]): Address[] {
  return [
    ...new Map(addresses.map((item) => [addressKey(item), item])).values(),
  ];
}

async function lockExisting(
  tx: Sql,
  addresses: Address[],
): Promise<Map<string, FoundThread>> {
  if (addresses.length === 0) return new Map();
  // The ids are passed twice: Postgres takes the JSON for a hundred rows and would read whole tables for them.
  // "is true" keeps the key out of the index condition: on a young table without statistics Postgres would
  // search the index by the key, which is nearly always "", and walk through all threads for each address.
  const channelIds = [...new Set(addresses.map(({ channelId }) => channelId))];
  const externalIds = addresses.map(({ externalId }) => externalId);
  // Always in the order of ids, so that two processes cannot wait for each other.
  const rows = await tx.$queryRaw<FoundThread[]>(Prisma.sql`
    select ${stateColumns}, t."createdAt"
    from jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb)
      as x("channelId" uuid, "externalId" text, key text)
    join identity i on i."channelId" = x."channelId" and i."externalId" = x."externalId"
    join thread t on t."identityId" = i.id and (t.key = x.key) is true
    where i."channelId" = any(${channelIds}::uuid[]) and i."externalId" = any(${externalIds}::text[])
    order by t.id for update of t`);
  return new Map(rows.map((row) => [addressKey(row), row]));
}

/** Locks the addresses, then creates what is missing: the customer, and each of their conversations. */
function create(tx: Sql, addresses: Address[], now: Date): Promise<number>[] {
  const rows = addresses
    .map((address) => ({
      ...address,
      // One lock for all conversations of a customer.
      lock: `${address.channelId} ${address.externalId}`,
      customerId: newId(),
      identityId: newId(),
      threadId: newId(),
    }))
    .sort((a, b) => (a.lock < b.lock ? -1 : 1));
  const json = JSON.stringify(rows);
  const locked = tx.$executeRaw(Prisma.sql`
    select pg_advisory_xact_lock(hashtextextended(x.lock, 0))
    from jsonb_to_recordset(${json}::jsonb) as x(lock text) order by x.lock`);
  const people = tx.$executeRaw(Prisma.sql`
    with wanted as materialized (
      select distinct on (x."channelId", x."externalId") x.* from jsonb_to_recordset(${json}::jsonb) as x(
        "channelId" uuid, "externalId" text, "customerId" uuid, "identityId" uuid)
      where not exists (select 1 from identity i
        where i."channelId" = x."channelId" and i."externalId" = x."externalId")
      order by x."channelId", x."externalId"
    ), customers as (
      insert into customer (id, "createdAt") select "customerId", ${now}::timestamptz from wanted
    )
    insert into identity (id, "channelId", "customerId", "externalId", "createdAt")
    select "identityId", "channelId", "customerId", "externalId", ${now}::timestamptz from wanted`);
  // The lock waits for a merge of the customer, so that the thread is the survivor's.
  const threads = tx.$executeRaw(Prisma.sql`
    insert into thread (id, "channelId", "customerId", "identityId", key, status, routing,
      "lastMessageAt", "createdAt", "departmentId", test)
    select w."threadId", w."channelId", i."customerId", i.id, w.key, 'closed', 'none',
      ${now}::timestamptz, ${now}::timestamptz, ch."departmentId", starts_with(w."externalId", ${TEST_CUSTOMER})
    from jsonb_to_recordset(${json}::jsonb) as w(
      "channelId" uuid, "externalId" text, "threadId" uuid, key text)
    join identity i on i."channelId" = w."channelId" and i."externalId" = w."externalId"
    join channel ch on ch.id = w."channelId"
    for share of i
    on conflict ("identityId", key) do nothing`);
  return [locked, people, threads];
}
