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
  /** The threads that the change may show or hide: SQL over `t`. */
  threads: Prisma.Sql;
  /** The agents who may gain or lose sight: SQL over an agent `a`. */
  agents: Prisma.Sql;
};

/**
 * Makes a change that may show threads to agents or hide them, and publishes in the same transaction
 * `thread.updated` or `thread.removed` to each agent who gains or loses one; their consoles fetch lists
 * again. For closed threads only the lists are refreshed.
 *
 * Sight before and after comes from the visibility predicate itself, so no rule of it is missed here.
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

/** The pairs of agent and open thread with sight. Only connected agents receive events. */
async function sight(
  tx: Sql,
  { threads, agents }: Border,
): Promise<Map<string, Pair>> {
  const pairs = await tx.$queryRaw<Pair[]>(Prisma.sql`
    select t.id as "threadId", a.id as "agentId" from thread t cross join agent a
    where t.status <> 'closed' and ${threads} and ${agents} and ${visiblePredicate}
      and a.id in ${agentsHere}`);
  return new Map(pairs.map((pair) => [keyOf(pair), pair]));
}

/** All threads, for agents whose role, departments or queues change. */
export function borderOf(agentIds: string[]): Border {
  return {
    threads: Prisma.sql`true`,
    agents: Prisma.sql`a.id = any(${agentIds}::uuid[])`,
  };
}

/** The threads of a queue or ring group, for all agents: its members, its department or its readers change. */
export function borderOfPlace(
  type: "queue" | "ring_group",
  id: string,
): Border {
  return {
    threads: Prisma.sql`t."routedToType" = ${type} and t."routedToId" = ${id}::uuid`,
    agents: Prisma.sql`a.role not in ('owner', 'admin')`,
  };
}

/** The threads of a channel, for supervisors: its department changes. */
export function borderOfChannel(channelId: string): Border {
  return {
    threads: Prisma.sql`t."channelId" = ${channelId}::uuid`,
    agents: Prisma.sql`a.role = 'supervisor'`,
  };
}
