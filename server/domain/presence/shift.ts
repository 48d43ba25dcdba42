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
 * Working hours of people, on the database: what contract/people/shift decides is
 * done here, and the next edge of the hours is a row of `timer`.
 */

/** Hours without an edge in sight are looked at again after this: they may name a holiday that ends. */
const LOOK_AGAIN_MS = 7 * 86_400_000;

/** The row of somebody with working hours, and how these stand. */
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
  /** When that changes. */
  edge: Date | null;
};

/**
 * New hours, or none: counts as an edge of them. Undefined: as it was.
 */
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

/** How the hours stood when their clock was set; `isLook`: it ends before an edge, to see whether there is one. */
export type ShiftClock = { isOn: boolean; isLook: boolean };

/**
 * An edge of somebody's hours: what it makes of them, and the clock for the
 * next one.
 * @param clock that has run out; null: the hours are new, which counts as an edge.
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
  // A clock that was late may have passed two edges: the last one counts.
  if (clock?.isLook && clock.isOn === isOn) return;
  const step = shiftStep(isOn, worker, { ends, now });
  if (step?.kind === "become") await become(tx, worker, step, now);
  if (step?.kind === "return")
    await tx.$executeRaw(Prisma.sql`
      update agent set "presenceBefore" = ${step.presence}, "shiftHolds" = true where id = ${agentId}::uuid`);
}

/**
 * Somebody whom their hours hold comes back, or their status for a time is
 * over. @returns whether anything changed
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

/** A holiday calendar has changed: whoever's hours name it may be at work now, or no longer. */
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

/** The hours are taken away: whom they hold is their own master again. */
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

/** Null: without working hours, or no longer here. */
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
