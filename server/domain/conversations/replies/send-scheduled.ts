import {
  isSendErrorKey,
  type SendErrorKey,
} from "#contract/channels/rules/send-errors.ts";
import { truncate } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { actorById } from "#server/domain/access/actor-by-id.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { tellWhoWon } from "#server/domain/conversations/ownership/lost-claim.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { notify } from "#server/domain/notifications/notify.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import {
  lockThreadById,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { makeAuthor } from "#server/domain/conversations/ownership/leave-scheduled.ts";
import { sendAsReply } from "./scheduled.ts";
import { lockScheduled, type ScheduledRow } from "./scheduled-rows.ts";

const NOTICE_CHARACTERS = 200;

/**
 * Sends a scheduled message whose time has come, with the rights that its author has now. One that may not be sent
 * is held, with the reason, and its author is notified. Safe to repeat: the row, its timer and the message change
 * in one transaction.
 * @param take removes the timer; false: another process has done so, or its time has changed. It gets the row as it is
 *   under the lock.
 */
export async function sendDueScheduled(
  context: Context,
  id: string,
  take: (tx: Sql, now: Date, row: ScheduledRow | null) => Promise<boolean>,
): Promise<void> {
  let author: Actor | null = null;
  try {
    await inSqlTransaction(context.db, async (tx) => {
      const now = context.clock.now();
      const due = await lockDue(tx, id, (row) => take(tx, now, row));
      if (!due) return;
      const { state } = due;
      const row = await inNameOfOwner(tx, due);
      author = await actorById(tx, row.agentId);
      if (author === null) throw new Held("author_gone");
      if (row.unlessCustomerWrites && state.inboundCount > row.inboundCount)
        throw new Held("customer_wrote");
      await sendAsReply(tx, author, row, now);
    });
  } catch (error) {
    if (heldCodeOf(error) === null) throw error;
    await inSqlTransaction(context.db, async (tx) => {
      const now = context.clock.now();
      const due = await lockDue(tx, id, (row) => take(tx, now, row));
      if (due) await hold(context, tx, due, { author, error, now });
    });
  }
}

/** Ends the transaction without a trace of the attempt. */
class Held extends Error {
  readonly code: SendErrorKey;
  constructor(code: SendErrorKey) {
    super(code);
    this.code = code;
  }
}

type Due = { row: ScheduledRow; state: ThreadState };

/** Locks the thread first, as every command does. */
async function lockDue(
  tx: Sql,
  id: string,
  take: (row: ScheduledRow | null) => Promise<boolean>,
): Promise<Due | null> {
  const [planned] = await tx.$queryRaw<{ threadId: string }[]>(
    Prisma.sql`select "threadId" from scheduled_message where id = ${id}::uuid`,
  );
  const state = planned && (await lockThreadById(tx, planned.threadId));
  const row = state && (await lockScheduled(tx, id));
  if (!(await take(row ?? null)) || !state || !row) return null;
  return { row, state };
}

/**
 * One that was handed on with its thread is sent by the agent who owns the thread now.
 * @throws Held nobody owns it
 */
async function inNameOfOwner(
  tx: Sql,
  { row, state }: Due,
): Promise<ScheduledRow> {
  if (!row.asOwner) return row;
  const { ownerId } = state;
  if (ownerId === null) throw new Held("take_first");
  await makeAuthor(tx, row.id, ownerId);
  return { ...row, agentId: ownerId };
}

/** Why it is not sent; null: the trouble is ours, and it is tried again. Pure. */
function heldCodeOf(error: unknown): SendErrorKey | null {
  if (error instanceof Held) return error.code;
  if (!(error instanceof AppError)) return null;
  const { code } = error;
  if (code === "owned_by_other" || code === "take_first") return code;
  if (
    code === "not_found" ||
    code === "participant_only" ||
    code === "forbidden"
  )
    return "no_access";
  if (code === "invalid_input" || code === "not_supported")
    return "bad_request";
  return isSendErrorKey(code) ? code : "unknown";
}

async function hold(
  context: Context,
  tx: Sql,
  { row, state }: Due,
  { author, error, now }: { author: Actor | null; error: unknown; now: Date },
): Promise<void> {
  const reason = heldCodeOf(error);
  // An author who no longer sees the thread is not told whom it is with, but whether a teammate took it.
  const isHidden = reason === "no_access";
  const code =
    isHidden && author
      ? heldCodeOf(
          await tellWhoWon(context, author, row.threadId, error).catch(
            (told: unknown) => told,
          ),
        )
      : reason;
  await tx.$executeRaw(Prisma.sql`
    update scheduled_message set "heldCode" = ${code}, version = version + 1 where id = ${row.id}::uuid`);
  await announce(tx, [{ kind: "schedule.changed", threadId: row.threadId }]);
  const agentId =
    row.asOwner || author === null
      ? (state.ownerId ?? (row.asOwner ? row.agentId : null))
      : row.agentId;
  if (agentId === null) return;
  const isSeen = !isHidden && (await sees(tx, agentId, row.threadId));
  const text = truncate(row.text, NOTICE_CHARACTERS);
  await notify(
    tx,
    [
      {
        kind: "send_failed",
        event: "scheduled_held",
        agentId,
        threadId: isSeen ? row.threadId : null,
        detail: { messageId: row.id, code, text: isSeen ? text : null },
      },
    ],
    now,
  );
}

async function sees(
  tx: Sql,
  agentId: string,
  threadId: string,
): Promise<boolean> {
  const reader = await actorById(tx, agentId);
  if (reader === null) return false;
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select t.id from thread t where t.id = ${threadId}::uuid and ${visibleTo(reader)}`);
  return rows.length > 0;
}
