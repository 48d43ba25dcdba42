import type { Calendars } from "#contract/hours/office-state.ts";
import { readHours, type Hours } from "#contract/hours/hours.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { companyHoursSql } from "#server/domain/settings/company.ts";
import { loadCalendars } from "#server/domain/settings/load-calendars.ts";

/** The office hours of a place: its own, else its department's, else the company's. Null: always open. */
export type OfficeHours = {
  hoursOf: (own: unknown, departmentId: string | null) => Hours | null;
  calendars: Calendars;
};

/** Loads the office hours of all departments and the company. */
export async function loadHours(
  reader: Pick<Sql, "$queryRaw">,
): Promise<OfficeHours> {
  const [offices, calendars] = await Promise.all([
    // The company's office has no id.
    reader.$queryRaw<{ id: string | null; schedule: unknown }[]>(Prisma.sql`
      select id, schedule from department where schedule is not null
      union all select null, ${companyHoursSql}`),
    loadCalendars(reader),
  ]);
  const schedules = new Map(offices.map(({ id, schedule }) => [id, schedule]));
  return {
    hoursOf: (own, departmentId) =>
      readHours(own ?? schedules.get(departmentId) ?? schedules.get(null)),
    calendars,
  };
}
