import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { covers, scopeOf } from "#server/domain/access/scope.ts";

/** Whose a thread is, and where it is routed to. */
type Routed = {
  departmentId: string | null;
  routedToType: string | null;
  routedToId: string | null;
};

/**
 * May the actor act on a thread that is somebody else's: take it over, hand it
 * on by force? Its supervisors may, and of what its queue holds that queue's managers.
 */
export async function canManageThread(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  { departmentId, routedToType, routedToId }: Routed,
): Promise<boolean> {
  if (
    hasRole(actor, "supervisor") &&
    covers(await scopeOf(reader, actor), departmentId)
  )
    return true;
  if (routedToType !== "queue" || !hasRole(actor, "agent")) return false;
  const [member] = await reader.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from queue_member m where m."queueId" = ${routedToId}::uuid
      and m."agentId" = ${actor.agentId}::uuid and m.manager`);
  return member !== undefined;
}
