import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { requireRoom } from "#server/domain/assignment/capacity.ts";
import { claim } from "#server/domain/assignment/claim.ts";
import {
  ownedByOther,
  ownerOf,
} from "#server/domain/conversations/ownership/ownership.ts";
import type { PostMessage } from "#contract/threads/message-requests.ts";
import { standingOf } from "./sendable.ts";
import { clearTimer } from "#server/domain/outbox/timers.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import {
  requireWorkable,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";

/** Makes the actor the owner of a thread without one, and returns the thread event. */
export async function takeByReply(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  { force = false }: Pick<PostMessage, "force">,
  now: Date,
): Promise<{ events: NewMessage[]; stateBefore: ThreadState }> {
  const stateBefore = { ...state };
  if (state.ownerId === actor.agentId) {
    if (state.status === "snoozed") {
      await clearTimer(tx, "snooze", state.id);
      state.status = "open";
      state.snoozedUntil = null;
    }
    return { events: [], stateBefore };
  }
  await requireMayReply(tx, state, actor);
  if (!force) await requireRoom(tx, actor.agentId, state, now);
  await claim(tx, state, actor.agentId, now, "replied");
  const taken = eventLine(state, actor, { type: "taken", from: null }, now);
  return { events: [taken], stateBefore };
}

/** Checks that the actor owns the thread, or would by a reply. @throws AppError owned_by_other, participant_only, take_first */
export async function requireMayReply(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
): Promise<void> {
  if (state.ownerId === actor.agentId) return;
  const owner = await ownerOf(tx, state);
  if (owner) throw ownedByOther(owner, state);
  await requireWorkable(tx, actor, state.id);
  // An agent who is offered the thread accepts it by answering.
  if ((await mustBeTaken(tx, state)) && !(await isOffered(tx, state, actor)))
    throw new AppError("take_first", { current: standingOf(state) });
}

async function isOffered(
  tx: Sql,
  { id }: ThreadState,
  { agentId }: Actor,
): Promise<boolean> {
  const open = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from offer where "threadId" = ${id}::uuid and "agentId" = ${agentId}::uuid and "endedAt" is null`);
  return open.length > 0;
}

async function mustBeTaken(tx: Sql, state: ThreadState): Promise<boolean> {
  if (state.routedToType !== "queue" || state.routedToId === null) return false;
  const [queue] = await tx.$queryRaw<{ ownership: string }[]>(
    Prisma.sql`select ownership from queue where id = ${state.routedToId}::uuid`,
  );
  return queue?.ownership === "take_manually";
}
