import type { CloseThread } from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  wrapUpFormSchema,
  wrapUpProblem,
  type WrapUp,
  type WrapUpForm,
} from "#contract/routing/wrap-up-form.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { endOffers } from "#server/domain/assignment/open-offers.ts";
import { writeTraces } from "#server/domain/assignment/write-trace.ts";
import { workOnThread } from "#server/domain/messages/change-thread.ts";
import { eventLine, noteLine } from "#server/domain/thread/event-line.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import { requireOwner } from "#server/domain/conversations/ownership/ownership.ts";
import { leaveScheduledAtClose } from "#server/domain/conversations/ownership/leave-scheduled.ts";
import { sendHeldReplies } from "#server/domain/conversations/replies/held-replies.ts";
import { requireSeen } from "#server/domain/messages/seen.ts";
import { closeSession } from "#server/domain/thread/sessions.ts";
import {
  prefer,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { clearTimers } from "#server/domain/outbox/timers.ts";

/**
 * Closes a thread: it has no owner until the customer writes again. The input answers the queue's wrap-up
 * form: the outcome is stored with the session and in the thread event, the note becomes a note of the
 * thread. Its scheduled messages are canceled unless the input keeps them. A closed thread does not change, and the
 * form is not checked.
 * @throws AppError not_found, owned_by_other, newer_message, invalid_input (`label`, `outcome`, `note`; codes
 *   label_required, outcome_required, outcome_unknown, wrap_up_note_required): it stays open.
 */
export async function closeThread(
  context: Context,
  actor: Actor,
  threadId: string,
  { seenMessageId, scheduled = "cancel", ...wrapUp }: CloseThread = {},
): Promise<Thread | null> {
  await sendHeldReplies(context, actor, threadId);
  return workOnThread(context, actor, threadId, async (tx, state, now) => {
    if (state.status === "closed") return "unchanged";
    await requireOwner(tx, state, actor);
    await requireSeen(tx, state, seenMessageId);
    const form = await readForm(tx, state);
    const hasLabel =
      form?.label !== "required" || (await isLabelled(tx, state));
    const problem = wrapUpProblem(form, { ...wrapUp, hasLabel });
    if (problem) throw invalidField(problem.path, problem.code);
    const lines = linesOf(state, actor, wrapUp, now);
    const outcome = wrapUp.outcome || null;
    const session = {
      closedById: actor.agentId,
      outcome,
      noteId: lines.find(({ kind }) => kind === "note")?.id ?? null,
    };
    await startWrapUp(tx, state, now);
    const canceled = await leaveScheduledAtClose(tx, state, {
      actor,
      choice: scheduled,
      now,
    });
    await shutThread(tx, state, session, now);
    const detail = { byId: actor.agentId };
    await writeTraces(
      tx,
      [{ threadId: state.id, step: "closed", detail }],
      now,
    );
    return [...canceled, ...lines];
  });
}

async function readForm(
  tx: Sql,
  { routedToType, routedToId }: ThreadState,
): Promise<WrapUpForm | null> {
  if (routedToType !== "queue" || routedToId === null) return null;
  const [queue] = await tx.$queryRaw<{ wrapUpForm: unknown }[]>(
    Prisma.sql`select "wrapUpForm" from queue where id = ${routedToId}::uuid`,
  );
  return queue ? wrapUpFormSchema.parse(queue.wrapUpForm) : null;
}

async function isLabelled(tx: Sql, { id }: ThreadState): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ isLabelled: boolean }]>(Prisma.sql`
    select exists (select 1 from thread_label where "threadId" = ${id}::uuid) as "isLabelled"`);
  return row.isLabelled;
}

function linesOf(
  state: ThreadState,
  actor: Actor,
  { outcome, note }: WrapUp,
  now: Date,
): NewMessage[] {
  const event = { type: "closed" as const, ...(outcome ? { outcome } : {}) };
  const line = eventLine(state, actor, event, now);
  return note ? [line, noteLine(state, actor, note, now)] : [line];
}

/** Starts the wrap-up that the queue sets: no thread rings for the agent until it ends or the agent ends it. */
async function startWrapUp(
  tx: Sql,
  { ownerId, routedToType, routedToId }: ThreadState,
  now: Date,
): Promise<void> {
  if (ownerId === null || routedToType !== "queue" || !routedToId) return;
  await tx.$executeRaw(Prisma.sql`
    update queue_member m set "wrapUpTill" = ${now}::timestamptz + q."wrapUpSeconds" * interval '1 second'
    from queue q where q.id = m."queueId" and q."wrapUpSeconds" > 0
      and m."queueId" = ${routedToId}::uuid and m."agentId" = ${ownerId}::uuid`);
}

/**
 * Ends the session, the offers and timers of a locked thread, and changes the state to closed. The caller
 * saves and announces it.
 * @param session `closedById` null: no agent closes it
 */
export async function shutThread(
  tx: Sql,
  state: ThreadState,
  session: Parameters<typeof closeSession>[2],
  now: Date,
): Promise<void> {
  await closeSession(tx, state, session, now);
  await clearTimers(
    tx,
    ["snooze", "silent", "max_wait", "wait_message", "nobody", "reply_target"],
    state.id,
  );
  await endOffers(tx, state, now, { winnerId: null, reason: "closed" });
  state.lastOwnerId = state.ownerId ?? session.closedById ?? state.lastOwnerId;
  state.ownerId = null;
  state.ownedSince = null;
  state.status = "closed";
  state.routing = "none";
  state.queuedAt = null;
  state.snoozedUntil = null;
  state.waitingSince = null;
  state.settledCount = state.inboundCount;
  state.closedAt = now;
  prefer(state, []);
  state.roundAt = null;
  state.heldFor = null;
  state.pinnedNoteId = null;
  state.handedDown = false;
}
