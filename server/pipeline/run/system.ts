import type { System } from "#contract/supervision/system.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { nodeAlive } from "#server/domain/access/devices-here.ts";
import type { Context } from "#server/domain/context.ts";
import { readLastBackup } from "#server/domain/settings/last-backup.ts";
import { readSyntheticCheck } from "#server/domain/settings/synthetic-check.ts";
import { readBacklog } from "#server/pipeline/run/backlog.ts";

type Reader = Pick<Sql, "$queryRaw">;

const MAX_JOBS = 20;
const MAX_STATEMENTS = 5;
const STATEMENT_CHARACTERS = 300;

/** Reads the state of the installation: waiting work, failures, processes, database, disk. For admins. @throws AppError forbidden */
export async function getSystem(
  context: Context,
  actor: Actor,
): Promise<System> {
  requireAction(actor, "settings.system");
  const { sql } = context.db;
  const now = context.clock.now();
  const [
    work,
    failedJobs,
    processes,
    database,
    disk,
    lastBackup,
    testMessage,
    syntheticMessage,
  ] = await Promise.all([
    readBacklog(sql),
    readFailedJobs(sql),
    readProcesses(sql, now),
    readDatabase(sql),
    context.files.space(),
    readLastBackup(sql),
    readTestMessage(sql),
    context.config.syntheticMessage === true
      ? readSyntheticCheck(sql, now)
      : null,
  ]);
  return {
    at: now.toISOString(),
    work: {
      deliveriesPending: work.pending,
      deliveriesOldestSeconds: work.oldest,
      deliveriesWaiting: work.waiting,
      deliveriesParked: work.parked,
      sendsPending: work.queued,
      sendsOverdueSeconds: work.overdue,
      sendsUncertain: work.uncertain,
      announcementsPending: work.announcements,
      filesPending: work.files,
    },
    failedJobs,
    processes,
    database,
    disk,
    lastBackup,
    testMessage,
    syntheticMessage,
  };
}

/** A later job of the same kind and channel has made up for a failed one. */
async function readFailedJobs(sql: Reader): Promise<System["failedJobs"]> {
  const rows = await sql.$queryRaw<
    {
      id: string;
      kind: System["failedJobs"][number]["kind"];
      error: string | null;
      finishedAt: Date | null;
      channelId: string;
      name: string;
    }[]
  >(Prisma.sql`
    select j.id, j.kind, j.error, j."finishedAt", ch.id as "channelId", ch.name
    from job j join channel ch on ch.id = j."channelId"
    where j.state = 'failed' and not exists (select from job later
      where later."channelId" = j."channelId" and later.kind = j.kind and later."createdAt" > j."createdAt")
    order by j."finishedAt" desc nulls last, j.id limit ${MAX_JOBS}`);
  return rows.map(({ channelId, name, finishedAt, ...row }) => ({
    ...row,
    finishedAt: finishedAt?.toISOString() ?? null,
    channel: { id: channelId, name },
  }));
}

async function readProcesses(
  sql: Reader,
  now: Date,
): Promise<System["processes"]> {
  const rows = await sql.$queryRaw<
    (Omit<System["processes"][number], "startedAt" | "seenAt"> & {
      startedAt: Date;
      seenAt: Date;
    })[]
  >(Prisma.sql`
    select n.id, n.role, n.version, n.hostname, n."startedAt", n."seenAt",
      (select count(*) from agent_connection c where c."nodeId" = n.id)::float8 as sockets
    from node n where ${nodeAlive(now)} order by n.role, n."startedAt", n.id`);
  return rows.map(({ startedAt, seenAt, ...row }) => ({
    ...row,
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
  }));
}

async function readDatabase(sql: Reader): Promise<System["database"]> {
  const [row] = await sql.$queryRaw<
    { version: string; bytes: number; schema: string | null }[]
  >(Prisma.sql`
    select current_setting('server_version') as version, pg_database_size(current_database())::float8 as bytes,
      (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace
        where e.extname = 'pg_stat_statements') as schema`);
  const { version = "", bytes = 0, schema = null } = row ?? {};
  const slowStatements =
    schema === null ? null : await readSlowStatements(sql, schema);
  return { version: version.split(" ")[0] ?? version, bytes, slowStatements };
}

/** Null: the extension is there, and the server or the user's rights do not let it be read. */
function readSlowStatements(
  sql: Reader,
  schema: string,
): Promise<System["database"]["slowStatements"]> {
  const table = Prisma.raw(
    `"${schema.replaceAll('"', '""')}".pg_stat_statements`,
  );
  return sql
    .$queryRaw<NonNullable<System["database"]["slowStatements"]>>(
      Prisma.sql`
      select left(regexp_replace(s.query, '\\s+', ' ', 'g'), ${STATEMENT_CHARACTERS}::int) as statement,
        s.calls::float8 as calls, s.mean_exec_time as "meanMs", s.total_exec_time as "totalMs"
      from ${table} s join pg_database d on d.oid = s.dbid and d.datname = current_database()
      where s.queryid is not null order by s.mean_exec_time desc limit ${MAX_STATEMENTS}`,
    )
    .catch(() => null);
}

async function readTestMessage(sql: Reader): Promise<System["testMessage"]> {
  const [row] = await sql.$queryRaw<
    { at: Date; appliedMs: number | null; channelId: string; name: string }[]
  >(Prisma.sql`
    select t."createdAt" as at, ch.id as "channelId", ch.name,
      (select extract(epoch from min(m."createdAt") - t."createdAt")::float8 * 1000
        from message m where m."threadId" = t.id and m.direction = 'in') as "appliedMs"
    from thread t join channel ch on ch.id = t."channelId"
    where t.test order by t."createdAt" desc limit 1`);
  if (!row) return null;
  const { at, appliedMs, channelId, name } = row;
  return {
    at: at.toISOString(),
    // Two clocks write the two times.
    appliedMs: appliedMs === null ? null : Math.max(0, Math.round(appliedMs)),
    channel: { id: channelId, name },
  };
}
