import { readHours } from "#contract/hours/hours.ts";
import { shiftTimes } from "#contract/people/shift.ts";
import type { Sql } from "#server/db/sql.ts";
import { loadCalendars } from "#server/domain/settings/load-calendars.ts";

/** Hours whose beginning is not in sight are looked at again after this time. */
const LOOK_AGAIN_MS = 24 * 3_600_000;

/** The end of an agent's time off by their working hours; null: they are at work now, or have no such hours. */
export async function offShift(
  sql: Sql,
  shift: unknown,
  now: Date,
): Promise<{ till: Date } | null> {
  const hours = readHours(shift);
  if (hours === null) return null;
  const { isOn, until } = shiftTimes(hours, now, await loadCalendars(sql));
  if (isOn) return null;
  return { till: until ?? new Date(now.getTime() + LOOK_AGAIN_MS) };
}
