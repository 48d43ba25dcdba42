import type { Transfer } from "#contract/requests.ts";
import type { Thread } from "#contract/shapes.ts";
import type { Tx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidInput } from "#server/domain/access/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { changeThread } from "#server/domain/threads/change-thread.ts";
import { eventLine } from "#server/domain/threads/event-line.ts";
import type { NewMessage } from "#server/domain/threads/insert-messages.ts";
import {
  claim,
  requireOwner,
  returnToQueue,
} from "#server/domain/threads/ownership.ts";
import { clearTimer } from "#server/domain/threads/timers.ts";
import type { ThreadState } from "#server/domain/threads/thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Handed over, a customer waits a little less long than the others. */
const PRIORITY_STEP = 1;

/**
 * Hands a thread over at once: an agent becomes its owner, a queue or ring
 * group holds it. The customer's waiting time goes on; a note stays in the
 * thread for the receiver.
 * @throws AppError not_found, owned_by_other, invalid_input (`to`): then it stays where it is.
 */
export function transferThread(
  context: Context,
  actor: Actor,
  { threadId, to, note }: Transfer & { threadId: string },
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state, now) => {
    await requireOwner(tx, state, actor);
    const target = await seeTarget(tx, to, state);
    if (state.status === "snoozed") await clearTimer(tx, "snooze", state.id);
    if (target.agentId !== null) {
      await claim(tx, state, target.agentId, now);
    } else {
      returnToQueue(state, now);
      state.routedToType = to.type;
      state.routedToId = to.id;
      state.departmentId = target.departmentId ?? state.departmentId;
      state.routing = "queued";
      state.closedAt = null;
      state.priority += PRIORITY_STEP;
    }
    const line = eventLine(
      state,
      actor,
      { type: "transferred", to: { ...to, name: target.name } },
      now,
    );
    return note ? [line, transferNote(line, note)] : [line];
  });
}

type Target = {
  name: string;
  departmentId: string | null;
  agentId: string | null;
};

async function seeTarget(
  tx: Tx,
  { type, id }: Transfer["to"],
  state: ThreadState,
): Promise<Target> {
  switch (type) {
    case "agent": {
      if (id === state.ownerId) {
        throw invalidInput("to", "They own this conversation already.");
      }
      const row = await tx.agent.findFirst({
        where: { id, disabledAt: null },
        select: { id: true, name: true },
      });
      if (!row) throw invalidInput("to", "There is no such agent.");
      return { name: row.name, departmentId: null, agentId: row.id };
    }
    case "queue": {
      const row = await tx.queue.findUnique({
        where: { id },
        select: { name: true, departmentId: true },
      });
      if (!row) throw invalidInput("to", "There is no such queue.");
      return { ...row, agentId: null };
    }
    case "ring_group": {
      const row = await tx.ringGroup.findUnique({
        where: { id },
        select: { name: true, departmentId: true },
      });
      if (!row) throw invalidInput("to", "There is no such ring group.");
      return { ...row, agentId: null };
    }
  }
}

/** The note goes to whoever takes over, never to the customer. */
function transferNote(line: NewMessage, text: string): NewMessage {
  return { ...line, id: newId(), kind: "note", event: null, text };
}
