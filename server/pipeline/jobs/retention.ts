import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { deleteScheduled } from "#server/domain/conversations/ownership/leave-scheduled.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import {
  readHeldPeriods,
  type HeldPeriod,
} from "#server/domain/access/held-periods.ts";
import {
  expiredDeliveries,
  expiredFiles,
  expiredLeadOffers,
  expiredLeads,
  expiredMessages,
  expiredOffers,
  expiredScheduled,
  expiredTraces,
} from "#server/domain/settings/expired-rows.ts";
import { readRetention } from "#server/domain/settings/retention.ts";

/** Rows of one transaction, so that the path of a message never waits long. */
const BATCH = 1_000;
/** The limit of one sweep, so that it never holds up other housekeeping for hours; the next one goes on. */
const MAX_BATCHES = 200;

/** Removes what the settings keep no longer. Safe to stop at any time and to repeat. */
export async function applyRetention(context: Context): Promise<void> {
  const settings = await readRetention(context.db.sql);
  const removed = {
    deliveries: await inBatches(
      context,
      (periods) => expiredDeliveries(settings, periods),
      (tx, ids) =>
        tx.$executeRaw(Prisma.sql`delete from delivery where id in (${ids})`),
    ),
    messages: await inBatches(
      context,
      (periods) => expiredMessages(settings, periods),
      removeMessages,
    ),
    scheduled: await inBatches(
      context,
      (periods) => expiredScheduled(settings, periods),
      async (tx, ids) =>
        (await deleteScheduled(tx, Prisma.sql`id in (${ids})`)).length,
    ),
    files: await inBatches(
      context,
      (periods) => expiredFiles(settings, periods),
      (tx, ids) =>
        // The sweep of files removes the bytes that no row names.
        tx.$executeRaw(Prisma.sql`
        update attachment set "storageKey" = null, "publicToken" = null, "sourceUrl" = null, "dueAt" = null,
          state = 'failed', error = 'expired' where id in (${ids})`),
    ),
    leads: await inBatches(
      context,
      (periods) => expiredLeads(settings, periods),
      (tx, ids) =>
        tx.$executeRaw(Prisma.sql`delete from lead where id in (${ids})`),
    ),
    decisions: await inBatches(
      context,
      (periods) => expiredTraces(settings, periods),
      (tx, ids) =>
        tx.$executeRaw(
          Prisma.sql`delete from routing_trace where id in (${ids})`,
        ),
    ),
    offers: await inBatches(
      context,
      (periods) => expiredOffers(settings, periods),
      (tx, ids) =>
        tx.$executeRaw(Prisma.sql`delete from offer where id in (${ids})`),
    ),
    leadOffers: await inBatches(
      context,
      (periods) => expiredLeadOffers(settings, periods),
      (tx, ids) =>
        tx.$executeRaw(Prisma.sql`delete from lead_offer where id in (${ids})`),
    ),
  };
  if (Object.values(removed).some((count) => count > 0))
    context.log.info({ removed }, "what is kept no longer was removed");
}

/**
 * @param expiredOutside selects what is kept no longer and is of none of the periods; null: all is kept
 * @param remove handles the rows of the subselect and returns their number
 */
async function inBatches(
  { db }: Context,
  expiredOutside: (periods: HeldPeriod[]) => Prisma.Sql | null,
  remove: (tx: Sql, ids: Prisma.Sql) => Promise<number>,
): Promise<number> {
  if (expiredOutside([]) === null) return 0;
  let removed = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const count = await inSqlTransaction(db, async (tx) => {
      // Read for each batch: a hold that is placed during a sweep counts at once.
      const expired = expiredOutside(await readHeldPeriods(tx));
      if (expired === null) return 0;
      return remove(tx, Prisma.sql`${expired} limit ${BATCH}::int`);
    });
    removed += count;
    if (count < BATCH) break;
  }
  return removed;
}

async function removeMessages(tx: Sql, ids: Prisma.Sql): Promise<number> {
  // The threads first, as everywhere; one that was opened meanwhile keeps its messages.
  const [row] = await tx.$queryRaw<
    { messages: string[] | null; threads: string[] | null }[]
  >(Prisma.sql`
    with expired as (select e.id, m."threadId" from (${ids}) e join message m on m.id = e.id),
    locked as (select t.id from thread t where t.id in (select "threadId" from expired) and t.status = 'closed'
      order by t.id for update of t)
    select array_agg(e.id::text) as messages, array_agg(distinct e."threadId"::text) as threads
    from expired e join locked l on l.id = e."threadId"`);
  const { messages, threads } = row ?? {};
  if (!messages || !threads) return 0;
  await tx.$executeRaw(Prisma.sql`
    update thread set "lastMessageId" = null, version = version + 1
    where "lastMessageId" = any(${messages}::uuid[])`);
  const removed = await tx.$executeRaw(
    Prisma.sql`delete from message where id = any(${messages}::uuid[])`,
  );
  await announce(
    tx,
    threads.map((threadId) => ({ kind: "thread.updated", threadId })),
  );
  return removed;
}
