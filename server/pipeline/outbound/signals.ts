import type { AsOf } from "#contract/threads/thread-requests.ts";
import { isTeammate } from "#contract/people/roles.ts";
import type { Message } from "#contract/threads/message.ts";
import type { ThreadViewer, ViewingState } from "#contract/threads/viewing.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Channel, SendTarget } from "#server/channels/channel.ts";
import { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";
import { readThread, seeThread } from "#server/domain/messages/get-thread.ts";
import { selectMessages } from "#server/domain/messages/message-rows.ts";
import { requireOwner } from "#server/domain/conversations/ownership/ownership.ts";
import { markRead } from "#server/domain/messages/read.ts";
import {
  forgetReaction,
  intendReaction,
  recordReaction,
} from "#server/domain/messages/page-reaction.ts";
import {
  lockThread,
  lockThreadById,
} from "#server/domain/thread/thread-state.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { targetOfThread } from "./outgoing.ts";
import type { TypingPace } from "./typing-pace.ts";
import type { ViewingBoard } from "./viewing.ts";

/**
 * Signals to the customer and to teammates: typing, seen, a reaction. Typing
 * and seen are best effort: if the vendor does not accept one, nothing is
 * lost.
 */

export type Signalling = Vendor &
  Readonly<{ typingPace: TypingPace; viewing: ViewingBoard }>;

/**
 * Shows teammates who is typing. The customer sees only the owner typing. A
 * signal that says nothing new goes no further.
 * @throws AppError not_found
 */
export async function setTyping(
  signalling: Signalling,
  actor: Actor,
  { threadId, on }: { threadId: string; on: boolean },
): Promise<void> {
  const { context, typingPace: pace, viewing } = signalling;
  const thread = await readThread(context.db.prisma, actor, threadId);
  // The end of typing may arrive after the agent has left the thread.
  const here = viewing
    .viewersOf(threadId)
    .find(({ id }) => id === actor.agentId);
  if (on || (here && here.state !== "open"))
    setState(viewing, actor, threadId, on ? "typing" : "viewing");
  if (!pace.tellsColleagues(actor.agentId, threadId, on)) return;
  if (on) await recordActed(context, actor);
  await inPrismaTransaction(context.db, (tx) =>
    announce(tx, [
      {
        kind: "typing",
        threadId,
        payload: { agentId: on ? actor.agentId : null },
      },
    ]),
  );
  if (thread.owner?.id !== actor.agentId) return;
  if (!pace.tellsCustomer(threadId, on)) return;
  bestEffort(signalling, threadId, (channel, target) =>
    channel.typing?.(target, on),
  );
}

/**
 * Records that the actor has the thread on their screen or in a tab out of
 * sight, writes a reply, or has left it; repeated every VIEWING_EVERY_MS. The thread's viewers
 * are told at once, and nothing is stored. Reviewers are no teammates: they
 * are not shown.
 * @throws AppError not_found
 */
export async function setViewing(
  { context, viewing }: Signalling,
  actor: Actor,
  { threadId, state }: { threadId: string; state: ViewingState },
): Promise<void> {
  if (state !== "left") await seeThread(context.db.sql, actor, threadId);
  setState(viewing, actor, threadId, state);
}

/** @throws AppError not_found */
export async function listThreadViewers(
  { context, viewing }: Signalling,
  actor: Actor,
  threadId: string,
): Promise<ThreadViewer[]> {
  await seeThread(context.db.sql, actor, threadId);
  return viewing.viewersOf(threadId);
}

function setState(
  viewing: ViewingBoard,
  { agentId: id, name, role }: Actor,
  threadId: string,
  state: ViewingState,
): void {
  if (isTeammate(role)) viewing.set({ threadId, agent: { id, name }, state });
}

/** Marks the thread read for the actor. If the actor owns it, the customer sees "seen". @throws AppError not_found */
export async function readByAgent(
  vendor: Vendor,
  actor: Actor,
  threadId: string,
  asOf: AsOf = {},
): Promise<Thread> {
  const { thread, wasUnread } = await markRead(
    vendor.context,
    actor,
    threadId,
    asOf,
  );
  if (wasUnread && thread.owner?.id === actor.agentId) {
    bestEffort(vendor, threadId, (channel, target) => channel.seen?.(target));
  }
  return thread;
}

/**
 * Puts the page's reaction on a message, or removes it (null). It is shown
 * only once the vendor has accepted it. The intent is stored before, so that a
 * crash in between loses nothing (see reactions.ts).
 * @throws AppError not_found, owned_by_other, wrong_state (nothing to react
 * to), meta_refused, meta_unreachable
 */
export async function reactToMessage(
  { context, channels }: Vendor,
  actor: Actor,
  input: { threadId: string; messageId: string; emoji: string | null },
): Promise<Message> {
  const { threadId, messageId, emoji } = input;
  const at = context.clock.now();
  const { agentId } = actor;
  const reaction = { messageId, agentId, emoji, at };
  const mid = await inPrismaTransaction(context.db, async (tx) => {
    const state = await lockThread(tx, actor, threadId, "reviewer");
    await requireOwner(tx, state, actor);
    if (state.test)
      throw new AppError("not_supported", { what: "reactions to a test" });
    const found = await tx.message.findFirst({
      where: { id: messageId, threadId },
      select: { externalId: true, deletedAt: true, kind: true },
    });
    if (!found) throw new AppError("not_found", { messageId });
    const { externalId, deletedAt, kind } = found;
    if (externalId === null || deletedAt !== null || kind !== "message") {
      throw new AppError("wrong_state", {
        needs: "a delivered message",
        current: { kind, deletedAt, externalId },
      });
    }
    await intendReaction(tx, reaction);
    return externalId;
  });
  const target = await targetOfThread(context, threadId);
  if (!target) {
    await forgetReaction(context.db.sql, reaction);
    throw channelDisabled();
  }
  const { react } = channels[target.kind];
  if (!react) {
    await forgetReaction(context.db.sql, reaction);
    throw new AppError("not_supported", { what: "reactions" });
  }
  const outcome = await react(target, mid, emoji);
  if (outcome.kind !== "done") {
    await forgetReaction(context.db.sql, reaction);
    const code = outcome.kind === "later" ? "meta_unreachable" : "meta_refused";
    throw new AppError(code, { key: outcome.error.key });
  }
  const message = await inPrismaTransaction(context.db, async (tx) => {
    // The customer has the reaction, so it is recorded even if the actor has lost the thread meanwhile.
    await lockThreadById(tx, threadId);
    await recordReaction(tx, threadId, reaction);
    const [row] = await selectMessages(
      tx,
      Prisma.sql`m.id = ${messageId}::uuid`,
    );
    if (!row) throw new AppError("not_found", { messageId });
    return row;
  });
  return message;
}

/**
 * Takes the thread from the app that answers in it, if Meta lets ours do so
 * because it is the page's default app. Allowed for the owner and for agents
 * who can manage the thread; in a thread without an owner, for every agent who
 * may work on it.
 * @throws AppError not_found, participant_only, owned_by_other, wrong_state
 * (ours has it already), channel_disabled, other_app_controls (Meta refuses),
 * meta_refused, meta_unreachable
 */
export async function takeControl(
  { context, channels }: Vendor,
  actor: Actor,
  threadId: string,
): Promise<Thread | null> {
  const controlledBy = await inPrismaTransaction(context.db, async (tx) => {
    const state = await lockThread(tx, actor, threadId);
    await requireOwner(tx, state, actor);
    if (state.controlledBy !== null) return state.controlledBy;
    throw new AppError("wrong_state", {
      needs: "another app in control",
      current: { controlledBy: null },
    });
  });
  const target = await targetOfThread(context, threadId);
  if (!target) throw channelDisabled();
  const { takeControl: take } = channels[target.kind];
  if (!take) throw new AppError("not_supported", { what: "control" });
  const outcome = await take(target);
  if (outcome.kind === "later")
    throw new AppError("meta_unreachable", { key: outcome.error.key });
  if (outcome.kind !== "done") {
    const { key } = outcome.error;
    if (key !== "other_app_controls")
      throw new AppError("meta_refused", { key });
    throw new AppError("other_app_controls", { current: { controlledBy } });
  }
  // Meta also sends a webhook, with the line in the thread. If this change is lost, that one repeats it.
  return changeThread(context, actor, threadId, (_tx, state) => {
    if (state.controlledBy === null) return "unchanged";
    state.controlledBy = null;
    return [];
  });
}

function channelDisabled(): AppError {
  return new AppError("channel_disabled", { current: { enabled: false } });
}

/** Undefined: this kind of channel does not support it. */
type BestEffort = (
  channel: Channel,
  target: SendTarget,
) => Promise<{ kind: string }> | undefined;

/** The agent does not wait for it. */
function bestEffort(
  { context, channels }: Vendor,
  threadId: string,
  act: BestEffort,
): void {
  targetOfThread(context, threadId)
    .then(async (target) => {
      if (!target) return;
      const outcome = await act(channels[target.kind], target);
      if (outcome && outcome.kind !== "done")
        context.log.debug({ threadId, kind: outcome.kind }, "signal not taken");
    })
    .catch((error: unknown) => {
      context.log.debug({ err: error, threadId }, "signal failed");
    });
}
