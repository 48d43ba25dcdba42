import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { newId } from "#server/runtime/crypto.ts";

export type TimerKind = "snooze";

/** `key`: what it is about, a thread's id say. A new time replaces the old one. */
export type NewTimer = { kind: TimerKind; key: string; dueAt: Date };

/** Something that is to happen later: a row, so that a restart loses none. */
export async function setTimer(
  tx: Sql,
  { kind, key, dueAt }: NewTimer,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    insert into timer (id, kind, key, "dueAt") values (${newId()}::uuid, ${kind}, ${key}, ${dueAt}::timestamptz)
    on conflict (kind, key) do update set "dueAt" = excluded."dueAt", attempts = 0`);
}

export async function clearTimer(
  tx: Sql,
  kind: TimerKind,
  key: string,
): Promise<void> {
  await tx.$executeRaw(
    Prisma.sql`delete from timer where kind = ${kind} and key = ${key}`,
  );
}
