import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

/** An outgoing message that this process may now send to the vendor. */
export type ClaimedSend = {
  messageId: string;
  threadId: string;
  channelId: string;
  attempts: number;
  /** When the first attempt could begin. The limit on late sends counts from here. */
  createdAt: Date;
};

/**
 * The length of a claim. It is longer than any attempt may take (the
 * channel's own time-outs end it), so that only a dead process lets one
 * expire.
 */
export const LEASE_MS = 120_000;
/** A text is sent sooner, so a crash is noticed sooner. */
export const TEXT_LEASE_MS = 25_000;

export const SEND_DUE = Prisma.sql`j.state = 'queued' and j."dueAt" <= ${ROUNDED_NOW}`;
export const LEASE_OVER = Prisma.sql`j.state = 'in_flight' and j."leaseTill" < now()`;

/**
 * Claims up to `limit` messages to send: the oldest of each thread, and none
 * of a thread if one of its messages is with the vendor or awaits a retry. A
 * unique index on the thread forbids a second one in flight.
 */
export async function claimSends(
  context: Context,
  limit: number,
): Promise<ClaimedSend[]> {
  const claimed = await inSqlTransaction(context.db, async (tx) => {
    const jobs = await tx.$queryRaw<ClaimedSend[]>(Prisma.sql`
      with next as (
        select j."messageId" from send_job j join channel c on c.id = j."channelId"
        where ${SEND_DUE}
          and (c."throttledUntil" is null or c."throttledUntil" <= now())
          and not exists (select 1 from send_job e where e."threadId" = j."threadId"
            and e."messageId" <> j."messageId" and (e.state <> 'queued' or e.seq < j.seq))
        order by j.seq limit ${limit} for update of j skip locked)
      update send_job j set state = 'in_flight', attempts = j.attempts + 1, "startedAt" = now(),
        "leaseTill" = ${ROUNDED_NOW} * case
          when exists (select 1 from attachment f where f."messageId" = j."messageId")
          then ${LEASE_MS}::int else ${TEXT_LEASE_MS}::int end
      from next where j."messageId" = next."messageId"
      returning j."messageId", j."threadId", j."channelId", j.attempts, j."createdAt"`);
    if (jobs.length === 0) return jobs;
    const ids = jobs.map(({ messageId }) => messageId);
    await Promise.all([
      tx.$executeRaw(Prisma.sql`
        update message set status = 'sending', version = version + 1 where id = any(${ids}::uuid[])`),
      announce(
        tx,
        jobs.map(({ messageId, threadId }) => ({
          kind: "message.updated",
          threadId,
          messageId,
        })),
      ),
    ]);
    return jobs;
  });
  return claimed;
}

/** Gives a claim back before anything was sent; it counts as no attempt. The older the job, the longer the pause before the next attempt. */
export async function unclaimSend(
  { db }: Context,
  { messageId, attempts }: ClaimedSend,
): Promise<void> {
  await db.sql.$executeRaw(Prisma.sql`
    update send_job set state = 'queued', attempts = attempts - 1, "leaseTill" = null,
      "dueAt" = now() + least(interval '30 seconds', greatest(interval '1 second', (now() - "createdAt") / 2))
    where "messageId" = ${messageId}::uuid and state = 'in_flight' and attempts = ${attempts}::int`);
}

/** Marks the claims of dead processes as uncertain: the vendor may or may not have got these messages. Returns their number. */
export function expireLeases(context: Context): Promise<number> {
  return context.db.sql.$executeRaw(Prisma.sql`
    update send_job j set state = 'uncertain', "leaseTill" = null, "dueAt" = now()
    where ${LEASE_OVER}`);
}
