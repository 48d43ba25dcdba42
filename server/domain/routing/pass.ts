import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { raiseAlerts } from "#server/domain/routing/alerts.ts";
import {
  passOffers,
  type EndedOffer,
} from "#server/domain/routing/open-offers.ts";
import { handOn } from "#server/domain/routing/settle.ts";
import { writeTraces } from "#server/domain/routing/write-trace.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";
import { applyChange } from "#server/domain/threads/change-thread.ts";
import { eventLine } from "#server/domain/threads/event-line.ts";
import type { NewMessage } from "#server/domain/threads/insert-messages.ts";
import type { ThreadState } from "#server/domain/threads/thread-state.ts";

/** So many rings in a row without an answer, and the agent is set away. */
const MISSES_UNTIL_AWAY = 2;

export type Pass = {
  /** Null: everybody whose time is over. */
  agentId: string | null;
  result: "declined" | "missed";
};

/**
 * Somebody says no, or nobody says anything: the thread is free for the next
 * one, or, for a request to take over, stays with whoever asked. The thread is
 * locked. The caller wakes `route` and `announce`.
 * @returns what ended; empty: nothing was open.
 */
export async function pass(
  tx: Sql,
  state: ThreadState,
  { agentId, result }: Pass,
  now: Date,
): Promise<EndedOffer[]> {
  const { ended, stillRinging } = await passOffers(tx, state, now, {
    agentId,
    result,
  });
  if (ended.length === 0) return [];
  const names = await namesOf(
    tx,
    ended.map((offer) => offer.agentId),
  );
  const nameOf = (id: string) => names.get(id) ?? "";
  await applyChange(
    tx,
    state,
    () => {
      if (state.routing === "offered" && !stillRinging)
        state.routing = "queued";
      return ended.flatMap((offer): NewMessage[] => {
        if (offer.kind === "ring") return [];
        const to = { id: offer.agentId, name: nameOf(offer.agentId) };
        const type =
          result === "declined" ? "transfer_declined" : "transfer_missed";
        return [eventLine(state, null, { type, to }, now)];
      });
    },
    now,
  );
  await writeTraces(
    tx,
    ended.map((offer) => ({
      threadId: state.id,
      step: result,
      detail: {
        agentId: offer.agentId,
        name: nameOf(offer.agentId),
        kind: offer.kind,
      },
    })),
    now,
  );
  await tellAskers(tx, state, ended, result, nameOf, now);
  if (result === "missed") await countMisses(tx, state, ended, now);
  return ended;
}

/** Whoever asked reads how it ended, also when the thread is not open before them. */
function tellAskers(
  tx: Sql,
  state: ThreadState,
  ended: EndedOffer[],
  result: Pass["result"],
  nameOf: (id: string) => string,
  now: Date,
): Promise<void> {
  return raiseAlerts(
    tx,
    ended.flatMap(({ kind, fromId, agentId }) =>
      kind === "transfer" && fromId !== null
        ? [
            {
              kind: `transfer_${result}`,
              agentId: fromId,
              threadId: state.id,
              departmentId: state.departmentId,
              detail: { to: { id: agentId, name: nameOf(agentId) } },
            },
          ]
        : [],
    ),
    now,
  );
}

/** Two in a row: away, with the reason, and supervisors see it. Ring groups ring anybody and do not count. */
async function countMisses(
  tx: Sql,
  state: ThreadState,
  ended: EndedOffer[],
  now: Date,
): Promise<void> {
  const ids = ended
    .filter(({ kind, viaType }) => kind === "ring" && viaType !== "ring_group")
    .map(({ agentId }) => agentId);
  if (ids.length === 0) return;
  const gone = await tx.$queryRaw<{ id: string; name: string }[]>(Prisma.sql`
    with locked as (select id from agent where id = any(${ids}::uuid[]) order by id for no key update),
    counted as (update agent a set "missedInRow" = a."missedInRow" + 1 from locked where a.id = locked.id
      returning a.id, a.name, a."missedInRow" as missed, a.presence,
        exists (select 1 from queue_member m where m."agentId" = a.id and m."keepsRinging") as "keepsRinging")
    select id, name from counted where missed >= ${MISSES_UNTIL_AWAY} and (presence = 'available' or "keepsRinging")`);
  for (const { id, name } of gone) {
    await changePresence(tx, {
      agentId: id,
      presence: "away",
      reason: "missed_offers",
      now,
    });
    const detail = { agent: { id, name }, threadId: state.id };
    await raiseAlerts(
      tx,
      [
        { kind: "missed_offers", departmentId: state.departmentId, detail },
        { kind: "missed_offers", agentId: id, detail },
      ],
      now,
    );
  }
}

/** The longest wait is over: on, also while it rings. */
export async function endWait(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<void> {
  const waits = state.routing === "queued" || state.routing === "offered";
  if (state.routedToType !== "queue" || !waits) return;
  await applyChange(
    tx,
    state,
    async () => {
      await handOn(tx, state, "max_wait", now);
      return [];
    },
    now,
  );
}

async function namesOf(tx: Sql, ids: string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from agent where id = any(${ids}::uuid[])`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
