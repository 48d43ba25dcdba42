import { Prisma } from "#server/db/client.ts";
import { companyHoursSql } from "#server/domain/settings/company.ts";

type Of = {
  queueId: Prisma.Sql;
  departmentId: Prisma.Sql;
  channelId: Prisma.Sql;
};

/** SQL: the office hours that count for a thread: those of its queue, else of its department, its channel or the company. */
export function threadHoursSql({
  queueId,
  departmentId,
  channelId,
}: Of): Prisma.Sql {
  return Prisma.sql`coalesce(
      (select nullif(hq.schedule, 'null') from queue hq where hq.id = ${queueId}),
      (select nullif(hd.schedule, 'null') from department hd where hd.id = ${departmentId}),
      (select nullif(hc.hours, 'null') from channel hc where hc.id = ${channelId}),
      ${companyHoursSql})`;
}
