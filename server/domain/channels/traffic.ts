import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Look } from "#server/domain/channels/health.ts";

const DAY_MS = 24 * 3_600_000;
/** However busy a page is: a long weekend is no failure. */
const QUIET_MS = 3 * DAY_MS;
/** What is usual is judged by so many days before the silence. */
const LOOK_BACK_DAYS = 28;
/** With fewer customers in that time no silence is unusual. */
const MIN_CUSTOMERS = 14;
/** So many times the usual pause. */
const UNUSUAL = 8;

/**
 * What has come in so far: nothing yet, or nothing for unusually long, by the
 * page's own customers of the weeks before. The light of a page whose webhooks
 * were switched off must not stay green.
 */
export async function lookAtTraffic(
  tx: Sql,
  channelId: string,
  lastEventAt: Date | null,
  now: Date,
): Promise<Look> {
  if (lastEventAt === null) {
    const found = [{ code: "no_events_yet" as const, detail: null }];
    return { source: "traffic", found, seen: { traffic: null } };
  }
  const isSilent = await isUnusuallySilent(tx, channelId, lastEventAt, now);
  const found = isSilent
    ? [{ code: "events_silent" as const, detail: lastEventAt.toISOString() }]
    : [];
  return { source: "traffic", found, seen: { traffic: {} } };
}

async function isUnusuallySilent(
  tx: Sql,
  channelId: string,
  lastEventAt: Date,
  now: Date,
): Promise<boolean> {
  const silentMs = now.getTime() - lastEventAt.getTime();
  if (silentMs < QUIET_MS) return false;
  const from = new Date(lastEventAt.getTime() - LOOK_BACK_DAYS * DAY_MS);
  const [row] = await tx.$queryRaw<{ customers: number }[]>(Prisma.sql`
    select count(*)::int as customers from thread
    where "channelId" = ${channelId}::uuid and "lastCustomerAt" > ${from}::timestamptz`);
  const customers = row?.customers ?? 0;
  if (customers < MIN_CUSTOMERS) return false;
  return silentMs > (UNUSUAL * LOOK_BACK_DAYS * DAY_MS) / customers;
}
