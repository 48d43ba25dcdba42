import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

type Reader = Pick<Sql, "$queryRaw">;
type Count = { what: string; count: number };

/** Counts by state. A state that a person can name has no place here. */
const STATES: [name: string, from: Prisma.Sql][] = [
  ["agents", Prisma.sql`role from agent`],
  ["conversations", Prisma.sql`status from thread`],
  ["deliveries", Prisma.sql`state from delivery`],
  ["sends", Prisma.sql`state from send_job`],
  ["jobs", Prisma.sql`kind || ' ' || state from job`],
  ["mails", Prisma.sql`state from mail_job`],
  ["files", Prisma.sql`state from attachment`],
  ["leads", Prisma.sql`state from lead`],
  ["timers", Prisma.sql`kind from timer`],
  [
    "alertsOfSevenDays",
    Prisma.sql`kind from alert where "createdAt" > now() - interval '7 days'`,
  ],
  [
    "refusedSendsOfSevenDays",
    Prisma.sql`"errorCode" from message where "errorCode" is not null and "createdAt" > now() - interval '7 days'`,
  ],
];

/** Parts of the server's settings that decide how it copes. */
const SERVER_SETTINGS = [
  "max_connections",
  "shared_buffers",
  "work_mem",
  "effective_cache_size",
  "max_wal_size",
  "synchronous_commit",
  "fsync",
  "autovacuum",
  "shared_preload_libraries",
];

/** The database in figures: sizes, settings, states, channels and processes. */
export async function readFigures(sql: Reader) {
  const states: Record<string, Record<string, number>> = {};
  for (const [name, from] of STATES) {
    const rows = await sql.$queryRaw<Count[]>(Prisma.sql`
      select what, count(*)::float8 as count from (select ${from}) x(what) group by 1 order by 1`);
    states[name] = Object.fromEntries(
      rows.map(({ what, count }) => [what, count]),
    );
  }
  return {
    states,
    database: {
      ...(await readServer(sql)),
      tables: await sql.$queryRaw<object[]>(Prisma.sql`
        select relname as name, n_live_tup::float8 as rows, n_dead_tup::float8 as "deadRows",
          pg_total_relation_size(relid)::float8 as bytes, seq_scan::float8 as "sequentialScans",
          idx_scan::float8 as "indexScans", last_autovacuum::text as "lastVacuum", last_autoanalyze::text as "lastAnalyze"
        from pg_stat_user_tables where schemaname = current_schema() order by 4 desc, 1`),
    },
    waiting: await readWaiting(sql),
    channels: await sql.$queryRaw<object[]>(Prisma.sql`
      select id, kind, enabled, health, "deletedAt" is not null as disconnected,
        (select coalesce(jsonb_agg(p->>'code'), '[]') from jsonb_array_elements(problems) p) as problems,
        (select coalesce(jsonb_object_agg(key, value->>'state'), '{}') from jsonb_each(lights)) as lights,
        "lastEventAt"::text, "lastSentAt"::text, "rejectedCount"
      from channel order by "createdAt", id`),
    processes: await sql.$queryRaw<object[]>(Prisma.sql`
      select id, role, version, "startedAt"::text, "seenAt"::text from node order by "seenAt" desc limit 20`),
  };
}

async function readServer(sql: Reader) {
  const [size] = await sql.$queryRaw<{ version: string; bytes: number }[]>(
    Prisma.sql`
    select current_setting('server_version') as version, pg_database_size(current_database())::float8 as bytes`,
  );
  const settings = await sql.$queryRaw<{ name: string; value: string }[]>(
    Prisma.sql`
    select name, setting || coalesce(' ' || unit, '') as value from pg_settings
    where name = any(${SERVER_SETTINGS}::text[]) order by name`,
  );
  return {
    ...size,
    settings: Object.fromEntries(
      settings.map(({ name, value }) => [name, value]),
    ),
  };
}

/** Ages in seconds of the oldest work that waits; null: none waits. */
async function readWaiting(sql: Reader) {
  const [row] = await sql.$queryRaw<Record<string, number | null>[]>(Prisma.sql`
    select (select extract(epoch from now() - min("receivedAt"))::float8 from delivery where state = 'pending') as "deliverySeconds",
      (select extract(epoch from now() - min("dueAt"))::float8 from send_job where state = 'queued' and "dueAt" <= now()) as "sendSeconds",
      (select extract(epoch from now() - min("dueAt"))::float8 from timer where "dueAt" <= now()) as "timerSeconds"`);
  return row ?? {};
}
