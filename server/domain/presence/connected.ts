import { Prisma } from "#server/db/client.ts";

/** A device that was not seen for this long is gone. */
const DEVICE_SEEN_MS = 60_000;
/** A page that is loaded again, a network that changes: still here. */
const SHORT_LOSS_MS = 15_000;

/** Is an agent `a` here, by a device or only just not? SQL. */
export function connectedAt(now: Date): Prisma.Sql {
  return Prisma.sql`(exists (select 1 from agent_connection c
      where c."agentId" = a.id and ${deviceSeen(now)}) or ${onlyJustGone(now)})`;
}

/** Is a device `c` still there? SQL. */
export function deviceSeen(now: Date): Prisma.Sql {
  const seen = new Date(now.getTime() - DEVICE_SEEN_MS);
  return Prisma.sql`c."seenAt" > ${seen}::timestamptz`;
}

/** Was an agent `a` here a moment ago? SQL. */
export function onlyJustGone(now: Date): Prisma.Sql {
  const left = new Date(now.getTime() - SHORT_LOSS_MS);
  return Prisma.sql`coalesce(a."lastSeenAt" > ${left}::timestamptz, false)`;
}
