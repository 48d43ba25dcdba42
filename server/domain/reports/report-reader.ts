import { scopeFor } from "#contract/people/policy.ts";
import type { ReportRowsQuery } from "#contract/reports/report.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { scopeOf } from "#server/domain/access/scope.ts";
import { AppError } from "#server/domain/app-error.ts";

type Asked = Pick<ReportRowsQuery, "by" | "row">;

/**
 * SQL on `report_fact f`: what the reader may count. Supervisors: their departments and what has none. Everyone:
 * what they did themselves, and an agent nothing else.
 * @throws AppError forbidden: an agent asks for the figures of a queue, a page or a teammate
 */
export async function readableBy(
  sql: Sql,
  actor: Actor,
  { by, row }: Asked,
): Promise<Prisma.Sql> {
  const isOwn = Prisma.sql`f."agentId" = ${actor.agentId}::uuid`;
  if (scopeFor(actor.role, "reports.read") === "own") {
    const asksForOthers = row !== undefined && row !== actor.agentId;
    if (by !== "agent" || asksForOthers)
      throw new AppError("forbidden", { needs: "supervisor" });
    return isOwn;
  }
  const scope = await scopeOf(sql, actor, "reports.read");
  if (scope === "company") return Prisma.sql`true`;
  return Prisma.sql`(f."departmentId" is null or f."departmentId" = any(${[...scope]}::uuid[]) or ${isOwn})`;
}
