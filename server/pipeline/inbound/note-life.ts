import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Context } from "#server/domain/context.ts";
import type { Placed } from "./plan.ts";

const LIFE_EVERY_MS = 10_000;
/** When each app and channel was last noted by this process. */
const lifeSeen = new WeakMap<Context, Map<string, number>>();

/** Shows in the settings that something comes in; every few seconds is often enough. */
export async function noteLife(
  context: Context,
  tx: Sql,
  batch: { metaAppId: string }[],
  placed: Placed[],
): Promise<void> {
  const channelIds = placed.map(({ channel }) => channel.id);
  const appIds = batch.map(({ metaAppId }) => metaAppId);
  const now = context.clock.now().getTime();
  const seen = lifeSeen.get(context) ?? new Map<string, number>();
  lifeSeen.set(context, seen);
  const ids = [...new Set([...channelIds, ...appIds])].filter(
    (id) => Math.abs(now - (seen.get(id) ?? 0)) >= LIFE_EVERY_MS,
  );
  if (ids.length === 0) return;
  for (const id of ids) seen.set(id, now);
  await tx.$executeRaw(Prisma.sql`
    with apps as (
      update meta_app set "lastDeliveryAt" = now(), "rejectedCount" = 0 where id = any(${ids}::uuid[])
        and ("lastDeliveryAt" is null or "lastDeliveryAt" < now() - interval '10 seconds'))
    update channel set "lastEventAt" = now(), "rejectedCount" = 0 where id = any(${ids}::uuid[])
      and ("lastEventAt" is null or "lastEventAt" < now() - interval '10 seconds')`);
}
