import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { pipelineUntilCommit } from "#server/db/transaction.ts";
import { noteTraffic } from "#server/domain/channels/health/traffic.ts";
import { isTestCustomer } from "#server/domain/customers/synthetic-customer.ts";
import type { ResolvedEvent } from "./plan.ts";

const ACTIVITY_INTERVAL_MS = 10_000;

/**
 * Updates the time of the last delivery that the settings show. Every few
 * seconds is often enough. The time is that of the arrival: a delivery that is
 * replayed is no news. A test message of ours proves nothing about the vendor
 * and does not count.
 * @param activityNoted the newest arrival that this process has written for
 * each app and channel, in ms
 */
export async function touchActivity(
  { activityNoted: seen }: { activityNoted: Map<string, number> },
  tx: Sql,
  batch: { sourceId: string; receivedAt: Date }[],
  resolved: ResolvedEvent[],
): Promise<void> {
  const latest = new Map<string, number>();
  const note = (id: string, at: Date): void => {
    latest.set(id, Math.max(latest.get(id) ?? 0, at.getTime()));
  };
  const real = resolved.filter(
    ({ event }) => !isTestCustomer(event.customerId),
  );
  const ofTests = testedOnly(resolved, real);
  for (const { channel, receivedAt } of real) note(channel.id, receivedAt);
  for (const { sourceId, receivedAt } of batch)
    if (!ofTests.has(sourceId)) note(sourceId, receivedAt);
  const due = [...latest].filter(
    ([id, at]) => at - (seen.get(id) ?? 0) >= ACTIVITY_INTERVAL_MS,
  );
  if (due.length === 0) return;
  for (const [id, at] of due) seen.set(id, at);
  const ids = due.map(([id]) => id);
  const times = due.map(([, at]) => new Date(at));
  const channelIds = new Set(real.map(({ channel }) => channel.id));
  const arrivals = due
    .filter(([id]) => channelIds.has(id))
    .map(([channelId, at]) => ({ channelId, at: new Date(at) }));
  pipelineUntilCommit(noteTraffic(tx, arrivals));
  await tx.$executeRaw(Prisma.sql`
    with arrived as (select * from unnest(${ids}::uuid[], ${times}::timestamptz[]) as x(id, at)),
    apps as (
      update source s set "lastDeliveryAt" = a.at, "rejectedCount" = 0 from arrived a where s.id = a.id
        and s.id = any(${ids}::uuid[])
        and (s."lastDeliveryAt" is null or s."lastDeliveryAt" < a.at - interval '10 seconds'))
    update channel c set "lastEventAt" = a.at, "rejectedCount" = 0 from arrived a where c.id = a.id
      and c.id = any(${ids}::uuid[])
      and (c."lastEventAt" is null or c."lastEventAt" < a.at - interval '10 seconds')`);
}

/** The sources of which nothing but tests has come. */
function testedOnly(
  resolved: ResolvedEvent[],
  real: ResolvedEvent[],
): Set<string> {
  const sources = new Set(resolved.map(({ channel }) => channel.sourceId));
  for (const { channel } of real) sources.delete(channel.sourceId);
  return sources;
}
