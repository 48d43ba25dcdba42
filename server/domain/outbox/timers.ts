import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { newId } from "#server/runtime/crypto.ts";

/**
 * What happens later, and what its key names:
 * of a thread: snooze, offer (those that ring), transfer (the request),
 * max_wait, wait_message (the customer is told), silent (the owner does not answer),
 * language (what is to be said waits for the customer's), rules (where it goes does),
 * nobody (no member of its queue can take it);
 * of an agent: grace (their threads move), presence (it ends by itself), idle,
 * shift (their working hours begin or end);
 * of a queue: unpause.
 */
export type TimerKind =
  | "snooze"
  | "offer"
  | "transfer"
  | "max_wait"
  | "wait_message"
  | "silent"
  | "language"
  | "rules"
  | "nobody"
  | "grace"
  | "presence"
  | "idle"
  | "shift"
  | "unpause";

/** A new time replaces the old one, and a new payload the old one. */
export type NewTimer = {
  kind: TimerKind;
  key: string;
  dueAt: Date;
  payload?: Record<string, unknown>;
};

/** Something that is to happen later: a row, so that a restart loses none. */
export function setTimer(tx: Sql, timer: NewTimer): Promise<void> {
  return setTimers(tx, [timer]);
}

export function setTimers(tx: Sql, timers: NewTimer[]): Promise<void> {
  return insertTimers(
    tx,
    timers,
    Prisma.sql`do update
      set "dueAt" = excluded."dueAt", payload = excluded.payload, attempts = 0`,
  );
}

/** Sets those that do not run yet; a timer that runs keeps its time and payload. */
export function startTimers(tx: Sql, timers: NewTimer[]): Promise<void> {
  return insertTimers(tx, timers, Prisma.sql`do nothing`);
}

async function insertTimers(
  tx: Sql,
  timers: NewTimer[],
  onConflict: Prisma.Sql,
): Promise<void> {
  if (timers.length === 0) return;
  const rows = timers.map((timer) => ({
    id: newId(),
    payload: {},
    ...timer,
  }));
  await tx.$executeRaw(Prisma.sql`
    insert into timer (id, kind, key, "dueAt", payload)
    select x.id, x.kind, x.key, x."dueAt", x.payload
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(id uuid, kind text, key text, "dueAt" timestamptz, payload jsonb)
    order by x.kind, x.key
    on conflict (kind, key) ${onConflict}`);
}

export function clearTimer(
  tx: Sql,
  kind: TimerKind,
  key: string,
): Promise<void> {
  return clearTimers(tx, [kind], key);
}

export async function clearTimers(
  tx: Sql,
  kinds: TimerKind[],
  key: string,
): Promise<void> {
  await tx.$executeRaw(
    Prisma.sql`delete from timer where kind = any(${kinds}::text[]) and key = ${key}`,
  );
}

/** Of one kind, of several keys. */
export async function clearTimersOf(
  tx: Sql,
  kind: TimerKind,
  keys: string[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.$executeRaw(
    Prisma.sql`delete from timer where kind = ${kind} and key = any(${keys}::text[])`,
  );
}
