import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { workablePredicate } from "#server/domain/access/visible.ts";

export type Seat = { threadId: string; agentId: string };

/** The participants who see the thread in no other way: they read it and write notes. */
export async function guestsAmong(
  reader: Pick<Sql, "$queryRaw">,
  seats: Seat[],
): Promise<(seat: Seat) => boolean> {
  if (seats.length === 0) return () => false;
  const rows = await reader.$queryRaw<Seat[]>(Prisma.sql`
    select t.id as "threadId", a.id as "agentId"
    from jsonb_to_recordset(${JSON.stringify(seats)}::jsonb) as x("threadId" uuid, "agentId" uuid)
    join thread t on t.id = x."threadId" join agent a on a.id = x."agentId"
    where ${workablePredicate} is not true`);
  const guests = new Set(rows.map(keyOf));
  return (seat) => guests.has(keyOf(seat));
}

function keyOf({ threadId, agentId }: Seat): string {
  return `${threadId}/${agentId}`;
}
