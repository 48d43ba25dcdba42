import { Prisma } from "#server/db/client.ts";
import { deviceHere } from "#server/domain/access/devices-here.ts";

/** A page that is loaded again, a network that changes: still here. */
const SHORT_LOSS_MS = 15_000;

/** Is an agent `a` here, by a device or only just not? SQL. */
export function connectedAt(now: Date): Prisma.Sql {
  return Prisma.sql`(exists (select 1 from agent_connection c
      where c."agentId" = a.id and ${deviceHere(now)}) or ${onlyJustGone(now)})`;
}

/** Was an agent `a` here a moment ago? SQL. */
export function onlyJustGone(now: Date): Prisma.Sql {
  const left = new Date(now.getTime() - SHORT_LOSS_MS);
  return Prisma.sql`coalesce(a."lastSeenAt" > ${left}::timestamptz, false)`;
}
