import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { ResolvedEvent } from "./plan.ts";

const ACTIVITY_INTERVAL_MS = 10_000;

/**
 * Updates the time of the last delivery that the settings show. Every few
 * seconds is often enough.
 * @param activityNoted when this process last wrote the activity of each app
 * and channel, in ms
 */
export async function touchActivity(
  {
    activityNoted: seen,
    now,
  }: { activityNoted: Map<string, number>; now: Date },
  tx: Sql,
  batch: { sourceId: string }[],
  resolved: ResolvedEvent[],
): Promise<void> {
  const channelIds = resolved.map(({ channel }) => channel.id);
  const appIds = batch.map(({ sourceId }) => sourceId);
  const at = now.getTime();
  const ids = [...new Set([...channelIds, ...appIds])].filter(
    (id) => Math.abs(at - (seen.get(id) ?? 0)) >= ACTIVITY_INTERVAL_MS,
  );
  if (ids.length === 0) return;
  for (const id of ids) seen.set(id, at);
  await tx.$executeRaw(Prisma.sql`
    with apps as (
      update source set "lastDeliveryAt" = now(), "rejectedCount" = 0 where id = any(${ids}::uuid[])
        and ("lastDeliveryAt" is null or "lastDeliveryAt" < now() - interval '10 seconds'))
    update channel set "lastEventAt" = now(), "rejectedCount" = 0 where id = any(${ids}::uuid[])
      and ("lastEventAt" is null or "lastEventAt" < now() - interval '10 seconds')`);
}
