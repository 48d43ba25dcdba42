import type { Calendars } from "#contract/hours/office-state.ts";
import type { Holiday } from "#contract/hours/hours.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

/** Loads all holiday calendars, by id. */
export async function loadCalendars(
  reader: Pick<Sql, "$queryRaw">,
): Promise<Calendars> {
  const rows = await reader.$queryRaw<{ id: string; days: Holiday[] }[]>(
    Prisma.sql`select id, days from holiday_calendar`,
  );
  return new Map(rows.map(({ id, days }) => [id, days]));
}
