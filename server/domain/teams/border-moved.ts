import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { agentsHere } from "#server/domain/access/devices-here.ts";
import { visiblePredicate } from "#server/domain/access/visible.ts";
import { announceAccess } from "./access-changed.ts";
import {
  announce,
  type VisibilitySnapshot,
} from "#server/domain/outbox/announcements.ts";

export type Border = {
  /** Which threads the change may show or hide: SQL over `t`. */
  threads: Prisma.Sql;
  /** From whom or to whom: SQL over an agent `a`. */
  agents: Prisma.Sql;
  now: Date;
};

/**
 * Makes a change that may show threads to people or hide them, and tells in
 * the same transaction whoever gains or loses one: `thread.updated` and
 * `thread.removed`, and their consoles fetch lists again. Of closed threads
 * only the lists are told.
 *
 * Both sides are asked of the predicate itself, so no way into sight is
 * forgotten here.
 */
export async function movingBorder<T>(
  tx: Sql,
  border: Border,
  change: () => Promise<T>,
): Promise<T> {
  const before = await sight(tx, border);
  const answer = await change();
  const after = await sight(tx, border);
  const lost = Map.groupBy(
    [...before.values()].filter((pair) => !after.has(keyOf(pair))),
    ({ threadId }) => threadId,
  );
  const gained = [...after.values()].filter((pair) => !before.has(keyOf(pair)));
  const threadIds = [
    ...new Set([...lost.keys(), ...gained.map(({ threadId }) => threadId)]),
  ];
  if (threadIds.length === 0) return answer;
  const rows = await tx.$queryRaw<
    (VisibilitySnapshot & { id: string })[]
  >(Prisma.sql`
    select id, "ownerId", "lastOwnerId", status, routing, "routedToType", "routedToId", "departmentId"
    from thread where id = any(${threadIds}::uuid[]) order by id`);
  await announce(
    tx,
    rows.map(({ id, ...now }) => ({
      kind: "thread.updated",
      threadId: id,
      before: {
        ...now,
        alsoSeenBy: (lost.get(id) ?? []).map(({ agentId }) => agentId),
      },
    })),
  );
  const people = [...[...lost.values()].flat(), ...gained];
  await announceAccess(
    tx,
    people.map(({ agentId }) => agentId),
  );
  return answer;
}

type Pair = { threadId: string; agentId: string };

function keyOf({ threadId, agentId }: Pair): string {
  return `${threadId}/${agentId}`;
}

/** Who of them sees which of these threads that are not closed. Only connected people are told anything. */
async function sight(
  tx: Sql,
  { threads, agents, now }: Border,
): Promise<Map<string, Pair>> {
  const pairs = await tx.$queryRaw<Pair[]>(Prisma.sql`
    select t.id as "threadId", a.id as "agentId" from thread t cross join agent a
    where t.status <> 'closed' and ${threads} and ${agents} and ${visiblePredicate}
      and a.id in ${agentsHere(now)}`);
  return new Map(pairs.map((pair) => [keyOf(pair), pair]));
}

/** All the threads, and these people: their role, their departments or queues change. */
export function borderOf(agentIds: string[], now: Date): Border {
  return {
    threads: Prisma.sql`true`,
    agents: Prisma.sql`a.id = any(${agentIds}::uuid[])`,
    now,
  };
}

/** What is routed to a queue or ring group, and everybody: its members, its department or who may read it change. */
export function borderOfPlace(
  type: "queue" | "ring_group",
  id: string,
  now: Date,
): Border {
  return {
    threads: Prisma.sql`t."routedToType" = ${type} and t."routedToId" = ${id}::uuid`,
    agents: Prisma.sql`a.role not in ('owner', 'admin')`,
    now,
  };
}

/** What came by a page, and supervisors: its department changes. */
export function borderOfChannel(channelId: string, now: Date): Border {
  return {
    threads: Prisma.sql`t."channelId" = ${channelId}::uuid`,
    agents: Prisma.sql`a.role = 'supervisor'`,
    now,
  };
}
