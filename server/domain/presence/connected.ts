import { Prisma } from "#server/db/client.ts";
import { deviceHere } from "#server/domain/access/devices-here.ts";

/** A reload or a change of network does not disconnect an agent. */
const SHORT_LOSS_MS = 15_000;

/** SQL: agent `a` has a connected device, or lost the last one only just now. */
export function connectedAt(now: Date): Prisma.Sql {
  return Prisma.sql`(exists (select 1 from agent_connection c
      where c."agentId" = a.id and not c.watching and ${deviceHere(now)}) or ${onlyJustGone(now)})`;
}

/** SQL: agent `a` was connected a moment ago. */
export function onlyJustGone(now: Date): Prisma.Sql {
  const left = new Date(now.getTime() - SHORT_LOSS_MS);
  return Prisma.sql`coalesce(a."lastSeenAt" > ${left}::timestamptz, false)`;
}
