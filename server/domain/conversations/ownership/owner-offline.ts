import type { OwnerOffline } from "#contract/routing/owner-offline.ts";
import type { RoutingSettings } from "#contract/routing/routing-settings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { loadOffices } from "#server/domain/routing/entry/places.ts";
import { requeue } from "#server/domain/routing/entry/requeue.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import {
  lockThreadById,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";

/**
 * A thread whose owner went offline. After the grace period a policy decides which threads move: that of the
 * queue or ring group it came by, and otherwise the company's. Policies: requeue_waiting (only while the
 * customer waits), requeue_all, on_next_message, keep. Outside its hours nothing moves, since the thread
 * would go to an agent who merely happens to be there still.
 */
type Owned = {
  id: string;
  /** Null: the company's policy applies. */
  policy: OwnerOffline | null;
  schedule: unknown;
  departmentId: string | null;
  waitingSince: Date | null;
  lastCustomerAt: Date | null;
  offlineSince: Date;
  ownerName: string;
};

/** A thread whose policy is known. */
type Governed = Owned & { policy: OwnerOffline };

/** Delay before another look at threads whose queue is closed. */
const LATER_MS = 5 * 60_000;

/**
 * Moves the threads of an offline agent once the grace period is over.
 * @returns when to look again, because a thread waits for its queue to open; null: done.
 */
export async function moveThreadsOf(
  tx: Sql,
  agentId: string,
  now: Date,
): Promise<Date | null> {
  const office = await loadOffices(tx, now);
  const { ownerOffline } = await readRoutingSettings(tx);
  const owned = (
    await loadOwned(tx, Prisma.sql`t."ownerId" = ${agentId}::uuid`)
  ).map((thread) => ({ ...thread, policy: thread.policy ?? ownerOffline }));
  let waits = false;
  for (const thread of owned) {
    if (!moves(thread)) continue;
    if (office(thread.schedule, thread.departmentId) !== "open") {
      waits = true;
      continue;
    }
    const state = await lockThreadById(tx, thread.id);
    if (state?.ownerId !== agentId) continue;
    await applyChange(
      tx,
      state,
      async () => [await letGo(tx, state, thread.ownerName, now)],
      now,
    );
  }
  await tellUnmoved(tx, agentId, owned, now);
  return waits ? new Date(now.getTime() + LATER_MS) : null;
}

/** Whether the policy moves the thread now. Pure. */
function moves({ policy, waitingSince, ...thread }: Governed): boolean {
  switch (policy) {
    case "requeue_all":
      return true;
    case "requeue_waiting":
      return waitingSince !== null;
    case "on_next_message":
      return (
        waitingSince !== null &&
        thread.lastCustomerAt !== null &&
        thread.lastCustomerAt > thread.offlineSince
      );
    case "keep":
      return false;
  }
}

/** Alerts supervisors to customers who keep waiting for an absent owner. */
function tellUnmoved(
  tx: Sql,
  agentId: string,
  owned: Governed[],
  now: Date,
): Promise<void> {
  const waiting = owned.filter(
    (thread) => thread.waitingSince !== null && !moves(thread),
  );
  return raiseAlerts(
    tx,
    waiting.map((thread) => ({
      kind: "owner_offline",
      threadId: thread.id,
      departmentId: thread.departmentId,
      detail: { owner: { id: agentId, name: thread.ownerName } },
    })),
    now,
  );
}

/**
 * Returns threads at once whose customer writes to an owner who is offline for longer than the grace period.
 * The states are locked, and changed in place.
 * @param away the result of `ownersAway` for these states.
 * @returns the thread events.
 */
export async function leaveOffline(
  tx: Sql,
  owned: ThreadState[],
  {
    away,
    settings,
    now,
  }: {
    away: Owned[];
    settings: Pick<RoutingSettings, "ownerGraceSeconds" | "ownerOffline">;
    now: Date;
  },
): Promise<NewMessage[]> {
  const gone = new Date(now.getTime() - settings.ownerGraceSeconds * 1000);
  const rows = away.filter(({ offlineSince }) => offlineSince <= gone);
  if (rows.length === 0) return [];
  const office = await loadOffices(tx, now);
  const lines: NewMessage[] = [];
  for (const row of rows) {
    const isOpen = office(row.schedule, row.departmentId) === "open";
    const state = owned.find(({ id }) => id === row.id);
    const policy = row.policy ?? settings.ownerOffline;
    if (!state || !isOpen || policy === "keep") continue;
    lines.push(await letGo(tx, state, row.ownerName, now));
  }
  return lines;
}

/** Loads those of the threads whose owner is offline, for however long. */
export function ownersAway(tx: Sql, states: ThreadState[]): Promise<Owned[]> {
  const ids = states.map(({ id }) => id);
  return loadOwned(tx, Prisma.sql`t.id = any(${ids}::uuid[])`);
}

async function letGo(
  tx: Sql,
  state: ThreadState,
  name: string,
  now: Date,
): Promise<NewMessage> {
  const from = { id: state.ownerId ?? "", name };
  const reason = "offline";
  await requeue(tx, state, { reason, handedDown: true }, now);
  return eventLine(state, null, { type: "requeued", reason, from }, now);
}

/**
 * Loads open threads of owners who have gone offline and have not chosen to keep them. An agent who never set
 * a status does not count as offline.
 */
function loadOwned(tx: Sql, which: Prisma.Sql): Promise<Owned[]> {
  return tx.$queryRaw<Owned[]>(Prisma.sql`
    select t.id, coalesce(q."ownerOffline", g."ownerOffline") as policy,
      case when q.id is not null then q.schedule when g.id is null then ch.hours end as schedule,
      coalesce(q."departmentId", g."departmentId", t."departmentId") as "departmentId",
      t."waitingSince", t."lastCustomerAt", a."presenceSince" as "offlineSince", a.name as "ownerName"
    from thread t join agent a on a.id = t."ownerId" join channel ch on ch.id = t."channelId"
    left join queue q on t."routedToType" = 'queue' and q.id = t."routedToId"
    left join ring_group g on t."routedToType" = 'ring_group' and g.id = t."routedToId"
    where t.status = 'open' and a.presence = 'offline' and coalesce(a."presenceReason", 'kept') <> 'kept' and ${which}
    order by t.id`);
}
