import type { FieldErrorCode } from "#server/domain/english.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import { hasRole, type Actor } from "./actor.ts";

/**
 * Views and segments are filters that an agent saves, and shares with a group
 * of agents (the members of a queue, of a department) or with everybody.
 */
export type Shared<Group> = Group | "everybody" | null;

/**
 * Sharing with everybody requires a supervisor. `groupRow` selects the group, if there is one, with `may`: whether the
 * actor may share with it.
 * @throws AppError forbidden, not_found (the group)
 */
export async function requireShare<Group extends Record<string, string>>(
  tx: Sql,
  actor: Actor,
  shared: Shared<Group>,
  groupRow: (group: Group) => Prisma.Sql,
): Promise<void> {
  if (shared === null) return;
  if (shared === "everybody") {
    if (hasRole(actor, "supervisor")) return;
    throw new AppError("forbidden", { needs: "supervisor" });
  }
  const [group] = await tx.$queryRaw<{ may: boolean }[]>(
    Prisma.sql`${groupRow(shared)} for key share`,
  );
  if (!group) throw new AppError("not_found", shared);
  if (!group.may) throw new AppError("forbidden", { needs: "supervisor" });
}

/**
 * The agent's row lock makes the count of their own rows hold until the commit.
 * @throws AppError invalid_input (`name`: `code`)
 */
export async function requireRoom(
  tx: Sql,
  { agentId }: Actor,
  {
    table,
    limit,
    code,
  }: { table: Prisma.Sql; limit: number; code: FieldErrorCode },
): Promise<void> {
  await tx.$queryRaw(
    Prisma.sql`select id from agent where id = ${agentId}::uuid for no key update`,
  );
  const [own] = await tx.$queryRaw<{ n: number }[]>(
    Prisma.sql`select count(*)::int as n from ${table} where "ownerId" = ${agentId}::uuid`,
  );
  if ((own?.n ?? 0) >= limit) throw invalidField("name", code);
}
