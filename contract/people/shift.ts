import type { Calendars, Hours } from "#contract/hours/hours.ts";
import { officeTimes } from "#contract/hours/office-times.ts";
import type { Presence, ShiftEnds } from "#contract/people/agent.ts";

/** How somebody stands to their working hours, at one moment. */
export type ShiftPerson = {
  presence: Presence;
  /** While offline: what they come back to. */
  before: Presence | null;
  /** The hours put them there, or where they come back to. */
  holds: boolean;
  /** A status for a time ends then. */
  until: Date | null;
  connected: boolean;
};

/** become: their status changes; return: they are gone, and come back to that. `holds`: by the hours. */
export type ShiftStep =
  | { kind: "become"; presence: Presence; holds: boolean }
  | { kind: "return"; presence: ShiftEnds; holds: true };

/**
 * Working hours of one person: hours as an office keeps them, and what the
 * person is outside of them.
 *
 * Between two edges of the hours a status that was chosen stands. When the
 * hours end, whatever was chosen ends as well: the person is `ends`, and the
 * hours hold them there. When they begin, whoever the hours hold is available,
 * if they are connected; who is not comes back as available. A status that was
 * chosen outside the hours is not lifted by their beginning, and one chosen
 * for a time lasts its time.
 *
 * What an edge of the hours makes of somebody; null: nothing. Pure.
 */
export function shiftStep(
  isOn: boolean,
  person: ShiftPerson,
  { ends, now }: { ends: ShiftEnds; now: Date },
): ShiftStep | null {
  const { presence, before, holds, until, connected } = person;
  const returns = { kind: "return", presence: ends, holds: true } as const;
  if (isOn) {
    if (holds && connected)
      return { kind: "become", presence: "available", holds: false };
    // Who went home in the evening comes back as available in the morning.
    const wentHome = presence === "offline" && before === null && !connected;
    return wentHome ? returns : null;
  }
  const lasts = !holds && until !== null && until > now;
  if (lasts) return null;
  if (presence === "offline") return holds && before === ends ? null : returns;
  return holds && presence === ends
    ? null
    : { kind: "become", presence: ends, holds: true };
}

/** What somebody is who comes back, or whose status for a time is over. Pure. */
export function shiftReturn(
  isOn: boolean,
  ends: ShiftEnds,
): Extract<ShiftStep, { kind: "become" }> {
  return isOn
    ? { kind: "become", presence: "available", holds: false }
    : { kind: "become", presence: ends, holds: true };
}

/** Whether they are at work by their hours, and when that changes; null: not within two weeks. Pure. */
export function shiftTimes(
  hours: Hours,
  now: Date,
  calendars?: Calendars,
): { isOn: boolean; until: Date | null } {
  const { state, until } = officeTimes(hours, now, calendars);
  return { isOn: state === "open", until };
}
