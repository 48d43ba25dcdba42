import type { Calendars } from "#contract/hours/office-state.ts";
import type { Hours } from "#contract/hours/hours.ts";
import { officeTimes } from "#contract/hours/office-times.ts";
import type { Presence, ShiftEnds } from "#contract/people/agent.ts";

/** An agent's state relative to their working hours, at one moment. */
export type ShiftPerson = {
  presence: Presence;
  /** While offline: the status that they come back to. */
  before: Presence | null;
  /** The hours set the status, or the one that they come back to. */
  holds: boolean;
  /** When a temporary status ends. */
  until: Date | null;
  connected: boolean;
};

/** become: their status changes; return: they are gone, and come back to that status. `holds`: set by the hours. */
export type ShiftStep =
  | { kind: "become"; presence: Presence; holds: boolean }
  | { kind: "return"; presence: ShiftEnds; holds: true };

/**
 * Working hours of one agent: hours as an office keeps them, and the agent's
 * status outside of them.
 * Between two edges of the hours, a chosen status stands. When the hours end,
 * any chosen status ends as well: the agent's status becomes `ends`, and the
 * hours keep it there. When they begin, an agent whose status the hours keep
 * becomes available if connected; one who is not comes back as available. The
 * beginning of the hours does not end a status that was chosen outside of
 * them, and a temporary status lasts its time.
 * Returns what an edge of the hours changes for an agent; null: nothing. Pure.
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
    // An agent who went home in the evening comes back as available in the morning.
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

/** The status of an agent who comes back, or whose temporary status has ended. Pure. */
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
