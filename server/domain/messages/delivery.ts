import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { applyEffects, takeEarlyEffects } from "./effects.ts";
import {
  lockThreadById,
  lockThreadOfMessage,
  saveThreads,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { recordAcceptedReply } from "#server/domain/thread/facts.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { watchOwners } from "#server/domain/thread/owner-watch.ts";
import { watchReplyTargets } from "#server/domain/thread/reply-target.ts";
import { deriveWaiting } from "#server/domain/thread/waiting.ts";

/**
 * The states of an outgoing message: queued → sending → sent → delivered →
 * read; sending → queued (later) | failed (refused) | uncertain. Uncertain is
 * shown as sending; an echo, a lookup in the conversation, or giving up ends
 * it. Only this file moves an outgoing message that far; watermarks
 * (receipts.ts) move it on from sent.
 * The send_job row is the intent: it exists exactly while the message is
 * queued or sending.
 */

/** The vendor's details of a failure, kept for inspection, never with text or token. */
export type SendFailure = {
  key: string;
  code: number | null;
  subcode: number | null;
  message: string;
  trace: string | null;
  /** When an attempt began that may have got through: Retry looks for its message first. */
  attemptedAt?: string;
};

export type Accepted = {
  messageId: string;
  externalId: string;
  /** The vendor's own time, from the echo; null when only the answer to the call has arrived. */
  platformAt: Date | null;
};

/**
 * Records that the vendor has the message. The answer to the call, the echo,
 * or both in any order report it: the second changes nothing but the time. The
 * echo's time gives the message its place in the thread, because it is the
 * vendor's clock, as for all other messages.
 * @param held the thread, if the caller has locked it; it is changed in place,
 * too
 */
export async function recordAccepted(
  tx: Sql,
  { messageId, externalId, platformAt }: Accepted,
  held?: ThreadState,
): Promise<void> {
  const state = held ?? (await lockThreadOfMessage(tx, messageId));
  if (!state) return;
  const { id: threadId, channelId } = state;
  const counted = recordAcceptedReply(tx, state, { messageId, at: platformAt });
  const jobDone = tx.$executeRaw(
    Prisma.sql`delete from send_job where "messageId" = ${messageId}::uuid`,
  );
  // An echo that matched no message was kept as one written outside Parley; it is this message.
  const taken = tx.$executeRaw(Prisma.sql`
    delete from message where "channelId" = ${channelId}::uuid
      and "externalId" = ${externalId} and id <> ${messageId}::uuid and "authorType" = 'page'`);
  const moved = tx.$executeRaw(Prisma.sql`
    update message m set "externalId" = ${externalId}, "errorCode" = null, "errorDetail" = null,
      "platformAt" = coalesce(m."platformAt", ${platformAt}::timestamptz), version = m.version + 1,
      "sentAt" = coalesce(m."platformAt", ${platformAt}::timestamptz, m."sentAt"),
      status = case
        when m.status in ('delivered', 'read') then m.status
        when ${platformAt}::timestamptz <= ${state.readTill}::timestamptz then 'read'
        when ${platformAt}::timestamptz <= ${state.deliveredTill}::timestamptz then 'delivered'
        else 'sent' end
    where m.id = ${messageId}::uuid and (m."externalId" is null or m.status in ('queued', 'sending', 'failed')
      or (m."platformAt" is null and ${platformAt}::timestamptz is not null))`);
  // The other side may have named it by our id before it answered.
  const named = [externalId, messageId].map((name) => ({
    channelId,
    externalId: name,
  }));
  const [changed, early, , takenCount, isLastMoved] = await Promise.all([
    moved,
    takeEarlyEffects(tx, named),
    jobDone,
    taken,
    platformAt === null ? false : refreshLast(tx, state),
    counted,
  ]);
  await applyEffects(
    tx,
    early.map((effect) => ({ ...effect, externalId, threadId })),
  );
  if (takenCount > 0) await forgetOutsideReply(tx, state);
  if (changed > 0) await announceUpdate(tx, threadId, messageId);
  if (isLastMoved || takenCount > 0)
    await announce(tx, [{ kind: "thread.updated", threadId }]);
}

/** Updates the last message after a message has found its place. @returns whether it changed */
async function refreshLast(tx: Sql, state: ThreadState): Promise<boolean> {
  const [last] = await tx.$queryRaw<{ id: string; at: Date }[]>(Prisma.sql`
    update thread t set "lastMessageId" = l.id, "lastMessageAt" = l."sentAt", version = t.version + 1
    from (select m.id, m."sentAt" from message m where m."threadId" = ${state.id}::uuid
      and (m.kind = 'message' or m."authorType" = 'customer') order by m."sentAt" desc, m.id desc limit 1) l
    where t.id = ${state.id}::uuid and (t."lastMessageId" is distinct from l.id or t."lastMessageAt" <> l."sentAt")
    returning l.id, l."sentAt" as at`);
  if (!last) return false;
  state.lastMessageId = last.id;
  state.lastMessageAt = last.at;
  return true;
}

/** A message that was taken for one written outside was an agent's: it answers what agents' messages answer. */
async function forgetOutsideReply(tx: Sql, state: ThreadState): Promise<void> {
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>(Prisma.sql`
    select max(m."sentAt") as at from message m where m."threadId" = ${state.id}::uuid and m.direction = 'out'
      and m.kind = 'message' and m."authorType" = 'page' and m.event->>'by' is distinct from 'app'`);
  state.outsideReplyAt = row?.at ?? null;
  await deriveWaiting(tx, [state]);
  await watchReplyTargets(tx, [state]);
  await refreshLast(tx, state);
  await saveThreads(tx, [state]);
}

/** Records that the vendor refused: the message fails with a reason, and the customer waits again. */
export async function recordFailed(
  tx: Sql,
  {
    messageId,
    failure,
    now,
  }: { messageId: string; failure: SendFailure; now: Date },
): Promise<void> {
  const threadId = await leaveSending(
    tx,
    messageId,
    Prisma.sql`status = 'failed', "errorCode" = ${failure.key},
      "errorDetail" = ${JSON.stringify(failure)}::jsonb`,
  );
  if (threadId === null) return;
  await tx.$executeRaw(
    Prisma.sql`delete from send_job where "messageId" = ${messageId}::uuid`,
  );
  const state = await lockThreadById(tx, threadId);
  if (state && state.status !== "closed") {
    const waited = state.waitingSince !== null;
    await deriveWaiting(tx, [state]);
    // The answer had ended the reminders of its author.
    if (!waited)
      await watchOwners(tx, [state], await readRoutingSettings(tx), now);
    await watchReplyTargets(tx, [state]);
  }
  if (state) await saveThreads(tx, [state]);
  await announceUpdate(tx, threadId, messageId);
  await announce(tx, [{ kind: "thread.updated", threadId }]);
}

/** Records a delay: the message is queued again for `dueAt` and keeps its place in the thread. */
export async function recordLater(
  tx: Sql,
  messageId: string,
  dueAt: Date,
  failure: SendFailure,
): Promise<void> {
  const threadId = await leaveSending(
    tx,
    messageId,
    Prisma.sql`status = 'queued', "errorDetail" = ${JSON.stringify(failure)}::jsonb`,
  );
  if (threadId === null) return;
  wakeAfterCommit(tx, "send");
  await tx.$executeRaw(Prisma.sql`
    update send_job set state = 'queued', "dueAt" = ${dueAt}::timestamptz, "leaseTill" = null
    where "messageId" = ${messageId}::uuid`);
  await announceUpdate(tx, threadId, messageId);
}

/**
 * Records that the vendor may have the message: it is not sent again before
 * that is known. It is looked up at `dueAt`; `looks` counts the lookups so
 * far.
 */
export async function recordUncertain(
  tx: Sql,
  messageId: string,
  { dueAt, looks = 0 }: { dueAt: Date; looks?: number },
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update send_job set state = 'uncertain', "dueAt" = ${dueAt}::timestamptz, "leaseTill" = null,
      looks = ${looks}::int
    where "messageId" = ${messageId}::uuid and state <> 'queued'`);
}

/** Records that an attempt at that time may have got through: it is looked up at once, before another attempt. */
export async function recordDoubt(
  sql: Sql,
  messageId: string,
  attemptedAt: Date,
): Promise<void> {
  await sql.$executeRaw(Prisma.sql`
    update send_job set state = 'uncertain', "startedAt" = ${attemptedAt}::timestamptz, "dueAt" = now(),
      "leaseTill" = null, looks = 0
    where "messageId" = ${messageId}::uuid and state <> 'queued'`);
}

async function leaveSending(
  tx: Sql,
  messageId: string,
  assignment: Prisma.Sql,
): Promise<string | null> {
  // Locks the thread before the message, as everywhere: with one order no two can wait for each other.
  await tx.$queryRaw(Prisma.sql`
    select t.id from thread t join message m on m."threadId" = t.id
    where m.id = ${messageId}::uuid for update of t`);
  const [row] = await tx.$queryRaw<{ threadId: string }[]>(Prisma.sql`
    update message set ${assignment}, version = version + 1
    where id = ${messageId}::uuid and status in ('queued', 'sending') returning "threadId"`);
  return row?.threadId ?? null;
}

async function announceUpdate(
  tx: Sql,
  threadId: string,
  messageId: string,
): Promise<void> {
  await announce(tx, [{ kind: "message.updated", threadId, messageId }]);
}
