import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import { companyHoursSql } from "#server/domain/settings/company.ts";
import {
  foreignersAmong,
  requireCompany,
  supervisedBy,
  type Scope,
} from "#server/domain/access/scope.ts";

/**
 * Calendars belong to the company. An agent may change one only if they supervise all departments whose hours
 * use it; one of the company's own hours only admins.
 * @throws AppError forbidden
 */
export async function requireAllCalendarUse(
  tx: Sql,
  doer: AuditActor,
  scope: Scope,
  id: string,
): Promise<void> {
  if (scope === "company") return;
  const places = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select x.id from (
      select id, id as "departmentId", schedule as hours, false as company from department
      union all select id, "departmentId", schedule, false from queue
      union all select id, "departmentId", hours, false from channel where "deletedAt" is null
      union all select null, null, ${companyHoursSql}, true) x
    where x.hours->'calendarIds' ? ${id} and (x.company or not ${supervisedBy(doer, Prisma.sql`x."departmentId"`)}) limit 1`);
  const people = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from agent where shift->'calendarIds' ? ${id} and "disabledAt" is null`);
  const foreigners = await foreignersAmong(
    tx,
    scope,
    people.map((person) => person.id),
  );
  if (places.length + foreigners.length > 0) requireCompany(scope);
}
