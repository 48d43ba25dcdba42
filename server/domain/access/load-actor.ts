import type { Role } from "#contract/shapes.ts";
import type { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";

/** What an `Actor` is made of. */
export const actorSelect = {
  id: true,
  name: true,
  email: true,
  role: true,
  disabledAt: true,
  sessionVersion: true,
  departments: { select: { departmentId: true } },
} as const satisfies Prisma.AgentSelect;

export type ActorRow = Prisma.AgentGetPayload<{ select: typeof actorSelect }>;

/** Null: disabled, and so nobody. Pure. */
export function toActor(row: ActorRow): Actor | null {
  if (row.disabledAt !== null) return null;
  return {
    agentId: row.id,
    name: row.name,
    email: row.email,
    role: row.role as Role, // a CHECK constraint allows no other
    departmentIds: row.departments.map(({ departmentId }) => departmentId),
  };
}
