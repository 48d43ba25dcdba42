import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Look } from "./health.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** The number of weeks before the silence from which a usual week is learnt. */
const MAX_WEEKS = 4;
/** So much must be missing: what was to come in the silent hours, by the same hours of the weeks before. */
const MIN_MISSING = 12;
/** So many of the silent hours must have brought something in every week before. */
const MIN_BUSY_HOURS = 3;

/** Without a week to compare with: however busy a page is, a long weekend is no failure. */
const QUIET_MS = 3 * DAY_MS;
const LOOK_BACK_DAYS = 28;
/** With fewer customers in that time no silence is unusual. */
const MIN_CUSTOMERS = 14;
/** So many times the usual pause. */
const UNUSUAL = 8;

/**
 * The traffic so far: none yet, or none for unusually long, by the
 * page's own weeks before. The light of a page whose webhooks were switched off
 * must not stay green.
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

/**
 * Notes that something has come in in these hours. Called every few seconds at
 * most for a channel, so that a count is of moments and not of messages.
 */
export async function noteTraffic(
  tx: Sql,
  arrivals: { channelId: string; at: Date }[],
): Promise<void> {
  if (arrivals.length === 0) return;
  const ids = arrivals.map(({ channelId }) => channelId);
  const times = arrivals.map(({ at }) => at);
  await tx.$executeRaw(Prisma.sql`
    insert into channel_hour ("channelId", hour, moments)
    select x.id, date_trunc('hour', x.at, 'UTC'), 1
    from unnest(${ids}::uuid[], ${times}::timestamptz[]) as x(id, at) order by x.id
    on conflict ("channelId", hour) do update set moments = channel_hour.moments + 1`);
}

async function isUnusuallySilent(
  tx: Sql,
  channelId: string,
  lastEventAt: Date,
  now: Date,
): Promise<boolean> {
  const silentMs = now.getTime() - lastEventAt.getTime();
  if (silentMs < MIN_BUSY_HOURS * HOUR_MS) return false;
  const weeks = await weeksKnown(tx, channelId, lastEventAt);
  return weeks === 0
    ? isSilentByCustomers(tx, channelId, lastEventAt, silentMs)
    : isSilentByWeeks(tx, channelId, { lastEventAt, now, weeks });
}

/** Whole weeks before the silence that were noted. */
async function weeksKnown(
  tx: Sql,
  channelId: string,
  lastEventAt: Date,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ first: Date | null }[]>(Prisma.sql`
    select min(hour) as first from channel_hour where "channelId" = ${channelId}::uuid`);
  const first = row?.first ?? lastEventAt;
  const knownMs = lastEventAt.getTime() - first.getTime();
  return Math.min(MAX_WEEKS, Math.floor(knownMs / WEEK_MS));
}

/** By hour and weekday: the whole silent hours, each with the same hour of the weeks before. */
async function isSilentByWeeks(
  tx: Sql,
  channelId: string,
  { lastEventAt, now, weeks }: { lastEventAt: Date; now: Date; weeks: number },
): Promise<boolean> {
  // A longer silence says no more than its first week.
  const until = new Date(
    Math.min(now.getTime(), lastEventAt.getTime() + WEEK_MS),
  );
  const [row] = await tx.$queryRaw<
    { missing: number; busy: number }[]
  >(Prisma.sql`
    select coalesce(sum(usual.moments), 0)::float8 / ${weeks}::int as missing,
      count(*) filter (where usual.active = ${weeks}::int)::int as busy
    from generate_series(date_trunc('hour', ${lastEventAt}::timestamptz, 'UTC') + interval '1 hour',
      date_trunc('hour', ${until}::timestamptz, 'UTC') - interval '1 hour', interval '1 hour') as silent(hour)
    cross join lateral (
      select sum(c.moments) as moments, count(*) as active from channel_hour c
      where c."channelId" = ${channelId}::uuid
        and c.hour in (select silent.hour - n * interval '7 days' from generate_series(1, ${weeks}::int) n)) usual`);
  if (!row) return false;
  return row.missing >= MIN_MISSING && row.busy >= MIN_BUSY_HOURS;
}

/** Before the first week is known: by the customers of the weeks before. */
async function isSilentByCustomers(
  tx: Sql,
  channelId: string,
  lastEventAt: Date,
  silentMs: number,
): Promise<boolean> {
  if (silentMs < QUIET_MS) return false;
  const from = new Date(lastEventAt.getTime() - LOOK_BACK_DAYS * DAY_MS);
  const [row] = await tx.$queryRaw<{ customers: number }[]>(Prisma.sql`
    select count(*)::int as customers from thread
    where "channelId" = ${channelId}::uuid and not test and "lastCustomerAt" > ${from}::timestamptz`);
  const customers = row?.customers ?? 0;
  if (customers < MIN_CUSTOMERS) return false;
  return silentMs > (UNUSUAL * LOOK_BACK_DAYS * DAY_MS) / customers;
}
