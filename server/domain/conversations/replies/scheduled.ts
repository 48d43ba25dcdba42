import {
  MAX_SCHEDULED,
  type ScheduleMessage,
  type UpdateScheduled,
} from "#contract/threads/scheduled.ts";
import type { Message } from "#contract/threads/message.ts";
import { isVisible } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { requireOwner } from "#server/domain/conversations/ownership/ownership.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { clearTimer, setTimer } from "#server/domain/outbox/timers.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import {
  lockThread,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";
import { quotedId, repliesOf, replyIn, requireFilledIn } from "./reply.ts";
import { ownUploads, requireFilesThatFit } from "./reply-files.ts";
import {
  lockScheduled,
  readScheduled,
  selectScheduled,
  type ScheduledRow,
} from "./scheduled-rows.ts";
import { makeAuthor } from "#server/domain/conversations/ownership/leave-scheduled.ts";
import { requireSendable } from "./sendable.ts";
import { requireMayReply } from "./take-by-reply.ts";

/*
 * A reply to be sent later. It waits for its time → sent (`send-scheduled.ts`): its row goes, and the message has
 * its id; or held, with the reason, when it could not be sent at its time. A held one stays until someone changes
 * its time, sends it now, or cancels it. Everyone who sees the thread sees it. An agent who may reply can change and
 * send it, and is then its author; its author, the thread's owner and its supervisors can cancel it. What becomes of
 * it when the thread is closed or handed on: `ownership/leave-scheduled.ts`.
 */

type Ids = { threadId: string; messageId: string };

/**
 * Plans a reply. The rules of the channel are checked as they would be at that time, and again when it is sent.
 * The same clientId again returns the same message.
 * @throws AppError not_found, owned_by_other, take_first, participant_only, a SendRefusal, not_supported,
 *   file_too_large, invalid_input (`text`, `at`, `attachments`, `replyTo`)
 */
export async function scheduleReply(
  context: Context,
  actor: Actor,
  threadId: string,
  input: ScheduleMessage,
): Promise<Message> {
  await recordActed(context, actor);
  return inSqlTransaction(context.db, async (tx) => {
    const state = await lockThread(tx, actor, threadId, "reviewer");
    const clientId = input.clientId ?? newId();
    const before = await plannedBefore(tx, threadId, clientId);
    if (before) return before;
    await requireMayReply(tx, state, actor);
    await requireRoom(tx, threadId);
    return insertScheduled(tx, state, actor, {
      ...contentOf(input, new Date(input.at)),
      clientId,
      unlessCustomerWrites: input.unlessCustomerWrites ?? false,
      canUndo: false,
      now: context.clock.now(),
    });
  });
}

/** A scheduled message as its row holds it. Pure. */
export function contentOf(
  { text, replyTo, attachments }: Omit<ScheduleMessage, "at">,
  dueAt: Date,
): Content {
  return {
    text: text ?? "",
    replyTo: replyTo ?? null,
    attachmentIds: (attachments ?? []).map(({ id }) => id),
    dueAt,
  };
}

type NewScheduled = Content & {
  clientId: string;
  unlessCustomerWrites: boolean;
  canUndo: boolean;
  now: Date;
};

/** Writes one of a locked thread, with its timer, if it could be sent at its time. */
export async function insertScheduled(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  { clientId, unlessCustomerWrites, canUndo, now, ...content }: NewScheduled,
): Promise<Message> {
  await requirePlannable(tx, state, actor, content, now);
  const id = newId();
  await tx.$executeRaw(Prisma.sql`
    insert into scheduled_message (id, "threadId", "agentId", "clientId", text, "replyToId", "attachmentIds",
      "dueAt", "unlessCustomerWrites", "canUndo", "inboundCount", "createdAt")
    values (${id}::uuid, ${state.id}::uuid, ${actor.agentId}::uuid, ${clientId}, ${content.text},
      ${content.replyTo}::uuid, ${content.attachmentIds}::uuid[], ${content.dueAt}::timestamptz,
      ${unlessCustomerWrites}, ${canUndo}, ${state.inboundCount}, ${now}::timestamptz)`);
  await setTimer(tx, { kind: "scheduled", key: id, dueAt: content.dueAt });
  await announce(tx, [{ kind: "schedule.changed", threadId: state.id }]);
  return readScheduled(tx, id);
}

/** Lists the scheduled messages of a thread, the next one first. @throws AppError not_found */
export async function listScheduled(
  { db }: Pick<Context, "db">,
  actor: Actor,
  threadId: string,
): Promise<Message[]> {
  await seeThread(db.sql, actor, threadId);
  return selectScheduled(
    db.sql,
    Prisma.sql`s."threadId" = ${threadId}::uuid order by s."dueAt", s.id`,
  );
}

/**
 * Changes a message, which is the actor's own from now on. A held one waits again, for the new time.
 * @throws AppError the errors of `scheduleReply`
 */
export async function updateScheduled(
  context: Context,
  actor: Actor,
  { threadId, messageId }: Ids,
  input: UpdateScheduled,
): Promise<Message> {
  await recordActed(context, actor);
  return inSqlTransaction(context.db, async (tx) => {
    const { state, row } = await adopt(tx, actor, { threadId, messageId });
    const dueAt = input.at === undefined ? row.dueAt : new Date(input.at);
    const content = {
      text: input.text ?? row.text,
      replyTo: input.replyTo === undefined ? row.replyToId : input.replyTo,
      attachmentIds:
        input.attachments?.map(({ id }) => id) ?? row.attachmentIds,
      dueAt,
    };
    await requirePlannable(tx, state, actor, content, context.clock.now());
    const unless = input.unlessCustomerWrites ?? row.unlessCustomerWrites;
    await tx.$executeRaw(Prisma.sql`
      update scheduled_message set text = ${content.text}, "replyToId" = ${content.replyTo}::uuid,
        "attachmentIds" = ${content.attachmentIds}::uuid[], "dueAt" = ${dueAt}::timestamptz,
        "unlessCustomerWrites" = ${unless}, "inboundCount" = ${state.inboundCount}, "heldCode" = null,
        "canUndo" = false, version = version + 1
      where id = ${messageId}::uuid`);
    await setTimer(tx, { kind: "scheduled", key: messageId, dueAt });
    await announce(tx, [{ kind: "schedule.changed", threadId }]);
    return readScheduled(tx, messageId);
  });
}

/** Cancels a scheduled message; nothing of it stays. @throws AppError not_found, owned_by_other */
export async function cancelScheduled(
  context: Context,
  actor: Actor,
  { threadId, messageId }: Ids,
): Promise<void> {
  await recordActed(context, actor);
  await inSqlTransaction(context.db, async (tx) => {
    const state = await lockThread(tx, actor, threadId, "reviewer");
    const row = await lockScheduled(tx, messageId);
    if (row?.threadId !== threadId)
      throw new AppError("not_found", { messageId });
    if (row.agentId !== actor.agentId) await requireOwner(tx, state, actor);
    await removeScheduled(tx, row);
  });
}

/**
 * Sends a message at once, as a reply of the actor.
 * @throws AppError the errors of `reply`: then it stays as it is.
 */
export async function sendScheduledNow(
  context: Context,
  actor: Actor,
  ids: Ids,
): Promise<Message> {
  await recordActed(context, actor);
  return inSqlTransaction(context.db, async (tx) => {
    const { row } = await adopt(tx, actor, ids);
    return sendAsReply(tx, actor, row, context.clock.now());
  });
}

/** Sends it by the way of every reply, in the transaction that removes its row. The caller holds both locks. */
export async function sendAsReply(
  tx: Sql,
  author: Actor,
  row: ScheduledRow,
  now: Date,
): Promise<Message> {
  await removeScheduled(tx, row);
  const [message] = await replyIn(
    tx,
    author,
    {
      threadId: row.threadId,
      messageId: row.id,
      clientId: row.clientId,
      kind: "message",
      text: row.text,
      attachments: row.attachmentIds.map((id) => ({ id })),
      replyTo: row.replyToId,
      // Its author has agreed by planning it.
      force: true,
    },
    now,
  );
  if (!message) throw new Error("A reply without a message.");
  return message;
}

async function removeScheduled(
  tx: Sql,
  { id, threadId }: ScheduledRow,
): Promise<void> {
  await tx.$executeRaw(
    Prisma.sql`delete from scheduled_message where id = ${id}::uuid`,
  );
  await clearTimer(tx, "scheduled", id);
  await announce(tx, [{ kind: "schedule.changed", threadId }]);
}

/** Locks one for a change by an agent who may reply, and makes it and its files theirs. */
async function adopt(
  tx: Sql,
  actor: Actor,
  { threadId, messageId }: Ids,
): Promise<{ state: ThreadState; row: ScheduledRow }> {
  const state = await lockThread(tx, actor, threadId, "reviewer");
  const row = await lockScheduled(tx, messageId);
  if (row?.threadId !== threadId)
    throw new AppError("not_found", { messageId });
  await requireMayReply(tx, state, actor);
  await makeAuthor(tx, messageId, actor.agentId);
  return { state, row: { ...row, agentId: actor.agentId } };
}

/** The message that the composer's key names, waiting or sent. */
export async function plannedBefore(
  tx: Sql,
  threadId: string,
  clientId: string,
): Promise<Message | undefined> {
  const [planned] = await selectScheduled(
    tx,
    Prisma.sql`s."threadId" = ${threadId}::uuid and s."clientId" = ${clientId}`,
  );
  if (planned) return planned;
  const [sent] = await repliesOf(tx, threadId, clientId);
  return sent;
}

type Content = {
  text: string;
  replyTo: string | null;
  attachmentIds: string[];
  dueAt: Date;
};

async function requirePlannable(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  { text, replyTo, attachmentIds, dueAt }: Content,
  now: Date,
): Promise<void> {
  if (!isVisible(text) && attachmentIds.length === 0)
    throw invalidField("text", "value_missing");
  if (dueAt <= now) throw invalidField("at", "past");
  requireFilledIn({ text });
  const rules = await requireSendable(tx, state, dueAt);
  const attachments = attachmentIds.map((id) => ({ id }));
  requireFilesThatFit(rules, await ownUploads(tx, actor, { attachments }));
  if (rules.replies) await quotedId(tx, { threadId: state.id, replyTo });
}

async function requireRoom(tx: Sql, threadId: string): Promise<void> {
  const [held] = await tx.$queryRaw<{ count: number }[]>(Prisma.sql`
    select count(*)::int as count from scheduled_message where "threadId" = ${threadId}::uuid and not "canUndo"`);
  if ((held?.count ?? 0) >= MAX_SCHEDULED)
    throw invalidField("at", "too_many_scheduled");
}
