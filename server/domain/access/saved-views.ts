import { Prisma } from "#server/db/client.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { supervisedBy } from "./scope.ts";

/** SQL over a view `v`: the actor supervises the queue that it is shared with. */
function supervisesQueueOf(actor: Actor): Prisma.Sql {
  return Prisma.sql`exists (select 1 from queue q where q.id = v."queueId"
    and ${supervisedBy(actor, Prisma.sql`q."departmentId"`)})`;
}

/**
 * SQL condition: the actor has the view `v`: as its author, as a member or
 * supervisor of the queue that it is shared with, or as everybody.
 */
export function viewVisibleTo(actor: Actor): Prisma.Sql {
  if (!hasRole(actor, "agent")) return Prisma.sql`false`;
  return Prisma.sql`(v."ownerId" = ${actor.agentId}::uuid or v.everybody or (v."queueId" is not null and (
    exists (select 1 from queue_member m where m."queueId" = v."queueId" and m."agentId" = ${actor.agentId}::uuid)
    or ${supervisesQueueOf(actor)})))`;
}

/** SQL condition: the actor may change it: its author, and for a shared one those who may share it so. */
export function viewEditableBy(actor: Actor): Prisma.Sql {
  const everybodys = hasRole(actor, "supervisor")
    ? Prisma.sql`v.everybody`
    : Prisma.sql`false`;
  return Prisma.sql`(v."ownerId" = ${actor.agentId}::uuid or ${everybodys} or (v."queueId" is not null and (
    exists (select 1 from queue_member m
      where m."queueId" = v."queueId" and m."agentId" = ${actor.agentId}::uuid and m.manager)
    or ${supervisesQueueOf(actor)})))`;
}

/** SQL condition: the actor may share views with the queue `q`: its managers and supervisors. */
export function queueShareableBy(actor: Actor): Prisma.Sql {
  return Prisma.sql`(exists (select 1 from queue_member m
      where m."queueId" = q.id and m."agentId" = ${actor.agentId}::uuid and m.manager)
    or ${supervisedBy(actor, Prisma.sql`q."departmentId"`)})`;
}
