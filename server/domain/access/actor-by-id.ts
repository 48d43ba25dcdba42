import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { admittedSql } from "./load-actor.ts";

/** Loads an agent who acts without a request, by what they planned before. Null: gone, disabled or expired. */
export async function actorById(
  tx: Pick<Sql, "$queryRaw">,
  agentId: string,
): Promise<Actor | null> {
  const [actor] = await tx.$queryRaw<Actor[]>(Prisma.sql`
    select a.id as "agentId", a.name, a.email, a.role,
      array(select d."departmentId" from department_member d where d."agentId" = a.id) as "departmentIds"
    from agent a where a.id = ${agentId}::uuid and ${admittedSql}`);
  return actor ?? null;
}
