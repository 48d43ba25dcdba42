import type { Calendars } from "#contract/hours/office-state.ts";
import { officeMs } from "#contract/hours/office-times.ts";
import type { Hours } from "#contract/hours/hours.ts";

const MINUTE_MS = 60_000;
const MAX_KEPT = 500;
/** Results by hours, beginning and minute: a list shows the same waits again and again. */
const counted = new WeakMap<Hours, Map<string, number>>();

/** The office hours from then to now, in milliseconds. Pure but for what it keeps. */
export function countedOffice(
  hours: Hours,
  calendars: Calendars,
  from: Date,
  now: Date,
): number {
  const held = counted.get(hours) ?? new Map<string, number>();
  counted.set(hours, held);
  const key = `${from.getTime()}-${Math.floor(now.getTime() / MINUTE_MS)}-${calendars.size}`;
  const known = held.get(key);
  if (known !== undefined) return known;
  if (held.size > MAX_KEPT) held.clear();
  const ms = officeMs(hours, { from, to: now }, calendars);
  held.set(key, ms);
  return ms;
}
