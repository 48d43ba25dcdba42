import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

type Membership = { queueId: string; agentId: string };

/**
 * Groups queues by the agents they share. No agent is in two groups, so each group is one line. Only agents
 * who could be offered a thread count.
 */
export async function groupQueues(
  reader: Pick<Sql, "$queryRaw">,
  queueIds: string[],
): Promise<string[][]> {
  if (queueIds.length < 2) return queueIds.map((id) => [id]);
  const members = await reader.$queryRaw<Membership[]>(Prisma.sql`
    select m."queueId", m."agentId" from queue_member m join agent a on a.id = m."agentId"
    where m."queueId" = any(${queueIds}::uuid[]) and m."loggedIn" and a."disabledAt" is null`);
  return joinByMembers(queueIds, members);
}

/** Groups queues with a member in common, in the order given. Pure. */
export function joinByMembers(
  queueIds: readonly string[],
  members: readonly Membership[],
): string[][] {
  const groupOf = new Map(queueIds.map((id) => [id, [id]]));
  const seenIn = new Map<string, string>();
  for (const { queueId, agentId } of members) {
    const other = seenIn.get(agentId);
    if (other === undefined) {
      seenIn.set(agentId, queueId);
      continue;
    }
    const [into, from] = [groupOf.get(other), groupOf.get(queueId)];
    if (!into || !from || into === from) continue;
    into.push(...from);
    for (const id of from) groupOf.set(id, into);
  }
  return [...new Set(groupOf.values())];
}
