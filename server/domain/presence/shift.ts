import { readHours, type Hours } from "#contract/hours/hours.ts";
import { shiftReturn, shiftStep, shiftTimes } from "#contract/people/shift.ts";
import type { Presence, ShiftEnds } from "#contract/people/agent.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";
import { connectedAt } from "#server/domain/presence/connected.ts";
import { loadCalendars } from "#server/domain/settings/load-calendars.ts";
import {
  clearTimer,
  setTimer,
  setTimers,
} from "#server/domain/outbox/timers.ts";

/**
 * Applies agents' working hours in the database by the rules of contract/people/shift. The next start or end
 * of the hours is a row of `timer`.
 */

/** Hours without a start or end in sight are checked again after this time: they may name a holiday that ends. */
const LOOK_AGAIN_MS = 7 * 86_400_000;

/** The row of an agent with working hours, and the state of the hours. */
type Worker = {
  agentId: string;
  presence: Presence;
  before: Presence | null;
  holds: boolean;
  until: Date | null;
  connected: boolean;
  ends: ShiftEnds;
  hours: Hours;
  isOn: boolean;
  /** When that changes; null: no change in sight. */
  edge: Date | null;
};

/** Sets or removes the working hours, which counts as a start or end of them. Undefined: unchanged. */
export async function setShift(
  tx: Sql,
  agentId: string,
  { shift, shiftEnds }: ShiftChange,
  now: Date,
): Promise<void> {
  if (shift === undefined && shiftEnds === undefined) return;
  if (shift === null) await releaseFromShift(tx, agentId, now);
  const json = shift ? JSON.stringify(shift) : null;
  await tx.$executeRaw(Prisma.sql`
    update agent set "shiftEnds" = coalesce(${shiftEnds ?? null}, "shiftEnds"),
      shift = case when ${shift === undefined} then shift else ${json}::jsonb end
    where id = ${agentId}::uuid`);
  await turnShift(tx, agentId, null, now);
}

export type ShiftChange = {
  shift?: Hours | null | undefined;
  shiftEnds?: ShiftEnds | undefined;
};

/**
 * The state of the hours when their timer was set. `isLook`: the timer only checks whether a start or end is
 * in sight.
 */
export type ShiftClock = { isOn: boolean; isLook: boolean };

/**
 * Applies a start or end of an agent's working hours to their status, and sets the timer for the next one.
 * @param clock the timer that ran out; null: the hours are new, which counts as a start or end.
 */
export async function turnShift(
  tx: Sql,
  agentId: string,
  clock: ShiftClock | null,
  now: Date,
): Promise<void> {
  const worker = await lockWorker(tx, agentId, now);
  if (!worker) return clearTimer(tx, "shift", agentId);
  const { isOn, edge, ends } = worker;
  const dueAt = edge ?? new Date(now.getTime() + LOOK_AGAIN_MS);
  const payload: ShiftClock = { isOn, isLook: edge === null };
  await setTimer(tx, { kind: "shift", key: agentId, dueAt, payload });
  // A late timer may have passed two changes: the last one counts.
  if (clock?.isLook && clock.isOn === isOn) return;
  const step = shiftStep(isOn, worker, { ends, now });
  if (step?.kind === "become") await become(tx, worker, step, now);
  if (step?.kind === "return")
    await tx.$executeRaw(Prisma.sql`
      update agent set "presenceBefore" = ${step.presence}, "shiftHolds" = true where id = ${agentId}::uuid`);
}

/**
 * Sets the status that the working hours give, when an agent they hold comes back or a timed status ends.
 * @returns whether anything changed.
 */
export async function followShift(
  tx: Sql,
  agentId: string,
  now: Date,
): Promise<boolean> {
  const worker = await lockWorker(tx, agentId, now);
  if (!worker) return false;
  return become(tx, worker, shiftReturn(worker.isOn, worker.ends), now);
}

/** Checks the hours that use a changed holiday calendar: their agents may be at work now, or no longer. */
export async function lookAtShifts(
  tx: Sql,
  calendarId: string,
  now: Date,
): Promise<void> {
  const rows = await tx.$queryRaw<
    { key: string; payload: ShiftClock }[]
  >(Prisma.sql`
    select t.key, t.payload from timer t join agent a on a.id::text = t.key
    where t.kind = 'shift' and a.shift->'calendarIds' ? ${calendarId} order by t.key`);
  await setTimers(
    tx,
    rows.map(({ key, payload }) => ({
      kind: "shift",
      key,
      dueAt: now,
      payload: { ...payload, isLook: true },
    })),
  );
}

function become(
  tx: Sql,
  { agentId, edge, isOn }: Worker,
  { presence, holds }: { presence: Presence; holds: boolean },
  now: Date,
): Promise<boolean> {
  return changePresence(tx, {
    agentId,
    presence,
    reason: isOn ? "shift_began" : "shift",
    now,
    byShift: holds,
    until: holds ? edge : null,
  });
}

/** Frees an agent whom the removed working hours held away. */
async function releaseFromShift(
  tx: Sql,
  agentId: string,
  now: Date,
): Promise<void> {
  const worker = await lockWorker(tx, agentId, now);
  if (!worker?.holds) return;
  if (worker.presence !== "offline") {
    const presence = "available";
    await changePresence(tx, { agentId, presence, reason: null, now });
    return;
  }
  await tx.$executeRaw(Prisma.sql`
    update agent set "presenceBefore" = 'available', "shiftHolds" = false where id = ${agentId}::uuid`);
}

type Row = Omit<Worker, "agentId" | "hours" | "isOn" | "edge"> & {
  shift: unknown;
};

/** Locks the agent's row. Null: the agent has no working hours, or is disabled. */
async function lockWorker(
  tx: Sql,
  agentId: string,
  now: Date,
): Promise<Worker | null> {
  const [row] = await tx.$queryRaw<Row[]>(Prisma.sql`
    select a.presence, a."presenceBefore" as before, a."shiftHolds" as holds, a."presenceUntil" as until,
      ${connectedAt(now)} as connected, a."shiftEnds" as ends, a.shift
    from agent a where a.id = ${agentId}::uuid and a."disabledAt" is null for no key update`);
  const hours = readHours(row?.shift);
  if (!row || !hours) return null;
  const calendars = await loadCalendars(tx);
  const { isOn, until: edge } = shiftTimes(hours, now, calendars);
  return { ...row, agentId, hours, isOn, edge };
}
