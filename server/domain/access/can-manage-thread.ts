import { scopeFor } from "#contract/people/policy.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { covers, scopeOf } from "#server/domain/access/scope.ts";

/** A thread's department and where it is routed to. */
type Routed = {
  departmentId: string | null;
  routedToType: string | null;
  routedToId: string | null;
};

/**
 * Whether the actor may manage a thread of another agent: take it over, or
 * transfer it by force. Allowed for its supervisors and, while it is in a
 * queue, for that queue's managers.
 */
export async function canManageThread(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  { departmentId, routedToType, routedToId }: Routed,
): Promise<boolean> {
  const granted = scopeFor(actor.role, "threads.manage");
  if (granted === "all") return true;
  if (
    granted === "department" &&
    covers(await scopeOf(reader, actor), departmentId)
  )
    return true;
  // Managers of queues: `own` in the table.
  if (routedToType !== "queue" || granted === "none") return false;
  const [member] = await reader.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from queue_member m where m."queueId" = ${routedToId}::uuid
      and m."agentId" = ${actor.agentId}::uuid and m.manager`);
  return member !== undefined;
}
