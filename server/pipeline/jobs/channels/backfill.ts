import type { PastEvent } from "#server/channels/history.ts";
import { rulesOf } from "#contract/channels/rules/channel-rules.ts";
import type { HistoryPage } from "#server/channels/history.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { isTrouble } from "#server/db/trouble.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import {
  BACKFILL_DUE,
  type BackfillParams,
  type BackfillProgress,
} from "#server/domain/channels/health/backfill.ts";
import { secretsOf } from "#server/domain/channels/channel-secrets.ts";
import { findMessages, nameOf } from "#server/domain/messages/effects.ts";
import {
  applyEvents,
  applyingIn,
} from "#server/pipeline/inbound/apply-events.ts";
import { nameOwnEchoes } from "#server/pipeline/inbound/plan/name-own-echoes.ts";
import type {
  KnownChannel,
  ResolvedEvent,
} from "#server/pipeline/inbound/plan/plan.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";

/** A page takes seconds; whoever has not written it down by then is dead. */
const LEASE_MS = 3 * 60_000;
const FIRST_BACKOFF_MS = 2_000;
const MAX_BACKOFF_MS = 5 * 60_000;
/** A vendor that says no for this long is not waited for. */
const GIVE_UP_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

type Claimed = {
  id: string;
  channelId: string;
  claims: number;
  failures: number;
  params: BackfillParams;
  progress: BackfillProgress;
  createdAt: Date;
};

/**
 * Reads one page of one channel's history and applies it. The messages and how
 * far it has come are one transaction: a crash undoes both, and the page is
 * read again. Messages that are here already change nothing.
 * @returns whether there was one to read.
 */
export async function backfillOnce(
  vendor: Vendor,
  signal: AbortSignal,
): Promise<boolean> {
  const job = await claim(vendor);
  if (!job) return false;
  const { context, channels } = vendor;
  const channel = await knownChannel(context.db.sql, job.channelId);
  if (!channel) {
    await fail(vendor, job, "The channel is disconnected.");
    return true;
  }
  const account = await secretsOf(context, job.channelId);
  const { history } = channels[channel.kind];
  if (!history) {
    await fail(vendor, job, "This kind of channel keeps no history.");
    return true;
  }
  const { cursor } = job.progress;
  const since = new Date(job.params.since);
  const outcome = await history(account, { since, cursor, signal });
  if (outcome.kind === "page") await takePage(vendor, job, channel, outcome);
  else if (outcome.kind === "refused")
    await fail(vendor, job, outcome.error.message);
  else if (signal.aborted)
    await putBack(vendor, job, { waitMs: 0, failures: job.failures });
  else await waitFor(vendor, job, outcome);
  return true;
}

async function claim({ context }: Vendor): Promise<Claimed | undefined> {
  const [job] = await context.db.sql.$queryRaw<Claimed[]>(Prisma.sql`
    update job set claims = claims + 1, "dueAt" = now() + ${LEASE_MS}::int * interval '1 millisecond'
    where id = (select id from job where ${BACKFILL_DUE} order by "dueAt" limit 1 for update skip locked)
    returning id, "channelId", claims, failures, params, progress, "createdAt"`);
  return job;
}

type ReadChannel = KnownChannel & {
  name: string;
  departmentId: string | null;
  humanAgent: boolean;
  createdAt: Date;
};

async function knownChannel(
  tx: Sql,
  channelId: string,
): Promise<ReadChannel | undefined> {
  const [row] = await tx.$queryRaw<ReadChannel[]>(Prisma.sql`
    select ch.id, ch.kind, ch."accountId", ch."sourceId", so."externalId" as "appId", ch.name,
      ch."departmentId", ch."humanAgent", ch."createdAt"
    from channel ch join source so on so.id = ch."sourceId"
    where ch.id = ${channelId}::uuid and ch."deletedAt" is null`);
  return row;
}

async function takePage(
  vendor: Vendor,
  job: Claimed,
  channel: ReadChannel,
  page: HistoryPage,
): Promise<void> {
  const { context } = vendor;
  const now = context.clock.now();
  const opensAfter = oldestThatOpens(job.params, channel, now);
  const orphanedKeys = await inSqlTransaction(context.db, async (tx) => {
    if (!(await stillOurs(tx, job))) return [];
    const applied = await applyPage(vendor, tx, channel, page, opensAfter);
    const missing = await missingOf(tx, channel.id, page);
    const count = page.conversations.flatMap((one) => [
      ...one.events,
      ...one.unreadable,
    ]).length;
    const progress: BackfillProgress = {
      cursor: page.next,
      seen: job.progress.seen + count,
      recovered: job.progress.recovered + applied.fresh,
      unreadable: job.progress.unreadable + missing + applied.failed,
    };
    if (page.next === null) await finish(tx, job, channel, progress, now);
    else
      await tx.$executeRaw(Prisma.sql`
        update job set progress = ${JSON.stringify(progress)}::jsonb, failures = 0,
          "dueAt" = now() + ${page.pauseMs}::int * interval '1 millisecond' where id = ${job.id}::uuid`);
    return applied.orphanedKeys;
  });
  for (const key of orphanedKeys) await context.files.remove(key);
}

/** Whoever has claimed it since, or begun it again, goes on with it. */
async function stillOurs(tx: Sql, { id, claims }: Claimed): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from job where id = ${id}::uuid and claims = ${claims}::int and state = 'running' for update`);
  return rows.length > 0;
}

/**
 * A message opens its conversation only if nobody has answered it, it can still
 * be answered, and it came when the channel was connected here already: what
 * is older is history.
 */
function oldestThatOpens(
  { reason }: BackfillParams,
  { kind, humanAgent, createdAt }: ReadChannel,
  now: Date,
): Date {
  if (reason === "import") return now;
  const { standardWindowHours, humanAgentWindowHours } = rulesOf(kind);
  const hours = humanAgent ? humanAgentWindowHours : standardWindowHours;
  const answerable = now.getTime() - (hours ?? Infinity) * HOUR_MS;
  // A vendor's history has whole seconds: the second of the connection counts as after it.
  const connected = Math.floor(createdAt.getTime() / 1000) * 1000 - 1;
  return new Date(Math.max(answerable, connected));
}

type Applied = { fresh: number; failed: number; orphanedKeys: string[] };

async function applyPage(
  { context, channels }: Vendor,
  tx: Sql,
  channel: KnownChannel,
  page: HistoryPage,
  opensAfter: Date,
): Promise<Applied> {
  const receivedAt = context.clock.now();
  const events = page.conversations.flatMap(({ events }) => {
    const open = unanswered(events, opensAfter);
    return events.map((event): ResolvedEvent => ({
      event,
      channel,
      receivedAt,
      isOtherApp: false,
      isSettled: !open.has(event),
    }));
  });
  await nameOwnEchoes(tx, events);
  const applying = applyingIn(context, channels);
  const attempt = async (items: ResolvedEvent[]): Promise<Applied | null> => {
    await tx.$executeRaw`savepoint history`;
    try {
      const { freshCount, orphanedKeys } = await applyEvents(
        tx,
        items,
        applying,
      );
      await tx.$executeRaw`release savepoint history`;
      return { fresh: freshCount, failed: 0, orphanedKeys };
    } catch (error) {
      if (isTrouble(error)) throw error;
      await tx.$executeRaw`rollback to savepoint history`;
      context.log.error(
        { err: error, channel: channel.id },
        "history not applied",
      );
      return null;
    }
  };
  const whole = await attempt(events);
  if (whole) return whole;
  const total: Applied = { fresh: 0, failed: 0, orphanedKeys: [] };
  for (const item of events) {
    const one = await attempt([item]);
    if (!one) total.failed += 1;
    total.fresh += one?.fresh ?? 0;
    total.orphanedKeys.push(...(one?.orphanedKeys ?? []));
  }
  return total;
}

/** The customer's last messages, if nobody has answered since and the newest of them is recent. Oldest first. */
function unanswered(events: PastEvent[], opensAfter: Date): Set<PastEvent> {
  const answered = events.findLastIndex(({ type }) => type === "echo");
  const open = events.slice(answered + 1);
  const newest = open.at(-1)?.at ?? null;
  return new Set(newest !== null && newest > opensAfter ? open : []);
}

/** The number of messages that came without content and are not here. */
async function missingOf(
  tx: Sql,
  channelId: string,
  { conversations }: HistoryPage,
): Promise<number> {
  const named = conversations
    .flatMap(({ unreadable }) => unreadable)
    .map((externalId) => ({ channelId, externalId }));
  if (named.length === 0) return 0;
  const found = await findMessages(tx, named);
  return named.filter((one) => !found.has(nameOf(one))).length;
}

async function finish(
  tx: Sql,
  { id, params }: Claimed,
  channel: ReadChannel,
  progress: BackfillProgress,
  now: Date,
): Promise<void> {
  const { recovered, unreadable, seen } = progress;
  const known = Math.max(0, seen - recovered - unreadable);
  const result = { recovered, known, unreadable };
  await tx.$executeRaw(Prisma.sql`
    update job set state = 'done', "finishedAt" = ${now}::timestamptz, failures = 0,
      progress = ${JSON.stringify(progress)}::jsonb, result = ${JSON.stringify(result)}::jsonb
    where id = ${id}::uuid`);
  if (params.reason === "import" || recovered + unreadable === 0) return;
  const about = { id: channel.id, name: channel.name };
  await raiseAlerts(
    tx,
    [
      {
        kind: "messages_recovered",
        departmentId: channel.departmentId,
        detail: { channel: about, recovered, unreadable, since: params.since },
      },
    ],
    now,
  );
}

async function waitFor(
  vendor: Vendor,
  job: Claimed,
  { error, afterMs }: { error: { message: string }; afterMs: number | null },
): Promise<void> {
  const age = vendor.context.clock.now().getTime() - job.createdAt.getTime();
  if (age > GIVE_UP_MS) return fail(vendor, job, error.message);
  const backOff = Math.min(
    FIRST_BACKOFF_MS * 2 ** job.failures,
    MAX_BACKOFF_MS,
  );
  const failures = Math.min(job.failures + 1, 20);
  await putBack(vendor, job, { waitMs: afterMs ?? backOff, failures });
}

async function putBack(
  { context }: Vendor,
  { id, claims }: Claimed,
  { waitMs, failures }: { waitMs: number; failures: number },
): Promise<void> {
  await context.db.sql.$executeRaw(Prisma.sql`
    update job set failures = ${failures}::int, "dueAt" = now() + ${Math.round(waitMs)}::int * interval '1 millisecond'
    where id = ${id}::uuid and claims = ${claims}::int and state = 'running'`);
}

async function fail(
  { context }: Vendor,
  { id, claims }: Claimed,
  error: string,
): Promise<void> {
  await context.db.sql.$executeRaw(Prisma.sql`
    update job set state = 'failed', error = ${error}, "finishedAt" = ${context.clock.now()}::timestamptz
    where id = ${id}::uuid and claims = ${claims}::int and state = 'running'`);
}
