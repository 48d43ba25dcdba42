import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { ThreadState } from "#server/domain/threads/thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";

type Way = {
  channelId: string;
  departmentId: string | null;
  type: ThreadState["routedToType"];
  id: string | null;
  /** The destination exists and, if an agent, may work. */
  usable: boolean;
};

/**
 * Sends threads that begin (again) to the destination of their channel and
 * writes why. Changes the states in place; the caller saves them.
 *
 * A queue or ring group holds the thread for its members; an agent becomes the
 * owner. Without a usable destination the thread lands among the unassigned.
 */
export async function routeThreads(
  tx: Sql,
  states: ThreadState[],
  now: Date,
): Promise<void> {
  if (states.length === 0) return;
  const ways = await loadWays(tx, states);
  for (const state of states) {
    const way = ways.get(state.channelId);
    settle(state, way?.usable === true ? way : null, now);
    state.departmentId = way?.departmentId ?? null;
  }
  await writeTrace(tx, states, ways, now);
}

function settle(state: ThreadState, way: Way | null, now: Date): void {
  state.closedAt = null;
  state.snoozedUntil = null;
  state.routedToType = way?.type ?? null;
  state.routedToId = way?.id ?? null;
  const ownerId = way?.type === "agent" ? way.id : null;
  state.ownerId = ownerId;
  state.ownedSince = ownerId === null ? null : now;
  state.status = ownerId === null ? "waiting" : "open";
  if (ownerId !== null) state.routing = "owned";
  else state.routing = way === null ? "none" : "queued";
  state.queuedAt = state.routing === "queued" ? now : null;
}

async function loadWays(
  tx: Sql,
  states: ThreadState[],
): Promise<Map<string, Way>> {
  const channelIds = [...new Set(states.map(({ channelId }) => channelId))];
  const rows = await tx.$queryRaw<Way[]>(Prisma.sql`
    select ch.id as "channelId", ch."openType" as type, ch."openId" as id,
      coalesce(q."departmentId", g."departmentId", ch."departmentId") as "departmentId",
      (q.id is not null or g.id is not null or (a.id is not null and a."disabledAt" is null)) as usable
    from channel ch
    left join queue q on ch."openType" = 'queue' and q.id = ch."openId"
    left join ring_group g on ch."openType" = 'ring_group' and g.id = ch."openId"
    left join agent a on ch."openType" = 'agent' and a.id = ch."openId"
    where ch.id = any(${channelIds}::uuid[])`);
  return new Map(rows.map((row) => [row.channelId, row]));
}

async function writeTrace(
  tx: Sql,
  states: ThreadState[],
  ways: Map<string, Way>,
  now: Date,
): Promise<void> {
  const rows = states.map((state) => {
    const way = ways.get(state.channelId);
    return {
      id: newId(),
      threadId: state.id,
      step: "channel_destination",
      detail: {
        destination:
          way?.type && way.id ? { type: way.type, id: way.id } : null,
        usable: way?.usable ?? false,
        status: state.status,
        routing: state.routing,
        ownerId: state.ownerId,
      },
    };
  });
  await tx.$executeRaw(Prisma.sql`
    insert into routing_trace (id, "threadId", at, step, detail)
    select x.id, x."threadId", ${now}::timestamptz, x.step, x.detail
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(id uuid, "threadId" uuid, step text, detail jsonb)`);
}
