import type { Role } from "#contract/people/agent.ts";
import type { ContactLimit } from "#contract/people/security.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";

/** The columns that an `Actor` is made from. */
export const actorSelect = {
  id: true,
  name: true,
  email: true,
  role: true,
  disabledAt: true,
  expiresAt: true,
  sessionVersion: true,
  departments: { select: { departmentId: true } },
} as const satisfies Prisma.AgentSelect;

export type ActorRow = Prisma.AgentGetPayload<{ select: typeof actorSelect }>;

/** The roles that see contact data masked; null: none. */
export type ContactLimits = Partial<Record<Role, ContactLimit>> | null;

/** The actor with what they may not see. Pure. */
export function withLimits<Who extends Actor>(
  actor: Who,
  contactLimits: ContactLimits,
  hiddenFields: readonly string[],
): Who {
  const contactLimit = contactLimits?.[actor.role];
  return {
    ...actor,
    ...(contactLimit ? { contactLimit } : {}),
    ...(hiddenFields.length > 0 ? { hiddenFields } : {}),
  };
}

/** Null: disabled or expired. Pure. */
export function toActor(row: ActorRow, now: Date): Actor | null {
  if (!isAdmitted(row, now)) return null;
  return {
    agentId: row.id,
    name: row.name,
    email: row.email,
    role: row.role as Role, // a CHECK constraint allows no other
    departmentIds: row.departments.map(({ departmentId }) => departmentId),
  };
}

/** Whether the agent is admitted: neither disabled nor expired. Pure. */
export function isAdmitted(
  { disabledAt, expiresAt }: Pick<ActorRow, "disabledAt" | "expiresAt">,
  now: Date,
): boolean {
  return disabledAt === null && (expiresAt === null || expiresAt > now);
}

/** The same as an SQL condition on an agent with this alias. */
export function isAdmittedSql(alias: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${alias}."disabledAt" is null and (${alias}."expiresAt" > now()) is not false)`;
}

/** On an agent `a`. */
export const admittedSql = isAdmittedSql(Prisma.sql`a`);
