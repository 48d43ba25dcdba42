import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { newId } from "#server/runtime/crypto.ts";

/**
 * The kinds of timers, by the row that the key names.
 * - A thread: snooze, offer (the open offers), transfer (the request),
 * max_wait, wait_message (the customer gets one), silent (the owner does not
 * answer), language (an automatic message waits for the customer's language),
 * rules (routing waits for it), nobody (no member of its queue can take it),
 * reply_target (the next stage of the queue's target for replies), no_reply (until then "no reply needed" can be undone).
 * - A scheduled message: scheduled (it is sent).
 * - An agent: grace (their threads move), presence (a status that ends), idle,
 * shift (their working hours begin or end), unseen_mail (what they have not
 * seen is emailed), digest (they have been away for long).
 * - A queue: unpause.
 * - A lead: lead_offer (its open offers), lead_max_wait, lead_late (no first contact), lead_stalled (nothing happens),
 * lead_expiring (the vendor deletes it before its answers are here).
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
  | "reply_target"
  | "no_reply"
  | "scheduled"
  | "grace"
  | "presence"
  | "idle"
  | "shift"
  | "unseen_mail"
  | "digest"
  | "unpause"
  | "lead_offer"
  | "lead_max_wait"
  | "lead_late"
  | "lead_stalled"
  | "lead_expiring";

/** A new time and a new payload replace the old ones. */
export type NewTimer = {
  kind: TimerKind;
  key: string;
  dueAt: Date;
  payload?: Record<string, unknown>;
};

/** Sets a timer: work for later, kept as a row so that a restart loses none. */
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

/** Starts the timers that do not run yet. A running timer keeps its time and payload. */
export function startTimers(tx: Sql, timers: NewTimer[]): Promise<void> {
  return insertTimers(tx, timers, Prisma.sql`do nothing`);
}

/** Makes a timer due at an earlier time, if it runs; it keeps its payload. */
export async function bringForward(
  tx: Sql,
  { kind, key, dueAt }: Omit<NewTimer, "payload">,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update timer set "dueAt" = ${dueAt}::timestamptz
    where kind = ${kind} and key = ${key} and "dueAt" > ${dueAt}::timestamptz`);
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

/** Clears timers and returns them, so that they can be set again as they were. */
export function takeTimers(
  tx: Sql,
  kinds: TimerKind[],
  key: string,
): Promise<NewTimer[]> {
  return tx.$queryRaw<NewTimer[]>(Prisma.sql`
    delete from timer where kind = any(${kinds}::text[]) and key = ${key}
    returning kind, key, "dueAt", payload`);
}

/** Clears the timers of one kind, for several keys. */
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
