import { backOffMs, jittered } from "#server/runtime/back-off.ts";
import {
  sendErrorOf,
  type SendErrorKey,
} from "#contract/channels/rules/send-errors.ts";
import type { Channel } from "#server/channels/channel.ts";
import type {
  SendOutcome,
  VendorError,
} from "#server/channels/outbound-message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  addProblem,
  clearSource,
} from "#server/domain/channels/health/health.ts";
import { noteSent } from "#server/domain/channels/note-sent.ts";
import {
  recordAccepted,
  recordFailed,
  recordLater,
  recordUncertain,
} from "#server/domain/messages/delivery.ts";
import { notify } from "#server/domain/notifications/notify.ts";
import type { ClaimedSend } from "./claim.ts";
import { problemOfError } from "#server/pipeline/vendor/vendor-problem.ts";

/** Pauses between attempts: 1 s, 2 s, 4 s … up to 15 min, each with jitter. */
const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 15 * 60_000;
/** A message that could not be sent for this long has failed. */
const PATIENCE_MS = 24 * 3_600_000;
/** The echo usually decides before the first lookup. */
const FIRST_LOOK_MS = 5_000;
/** From this usage on, the page pauses briefly, so that Meta never blocks it. */
const USAGE_REST_PERCENT = 95;
const USAGE_REST_MS = 30_000;

/** So many tries take a quarter of a minute: longer than a restart of the other side. */
const TRIES_BEFORE_BLAME = 5;
/** Errors that say nothing of the message, and so are the channel's once they last. */
const OF_SERVICE: ReadonlySet<string> = new Set<SendErrorKey>([
  "unreachable",
  "vendor_temporary",
  "receiver_failing",
]);

/** Facts about the attempt besides its outcome. */
export type Attempted = {
  /** The end of the reply window, after which a retry makes no sense. Null: there is none. */
  until: Date | null;
  timedOut: Channel["timedOut"];
};

/**
 * Records how an attempt ended. One that a process reports late, after the message was claimed again, has no say but that
 * the vendor has the message: the newest attempt is still under way, and the message must not be queued beside it.
 */
export async function settleSend(
  context: Context,
  job: ClaimedSend,
  outcome: SendOutcome,
  { until, timedOut }: Attempted,
): Promise<void> {
  const now = context.clock.now();
  await inSqlTransaction(context.db, async (tx) => {
    if (outcome.kind !== "accepted" && (await isOutdated(tx, job))) return;
    switch (outcome.kind) {
      case "accepted":
        await Promise.all([
          recordAccepted(tx, {
            messageId: job.messageId,
            externalId: outcome.externalId,
            platformAt: null,
          }),
          clearSource(tx, job.channelId, "send"),
          noteSent(context.db, tx, job.channelId, now),
        ]);
        break;
      case "refused":
        await fail(tx, job, outcome.error, now);
        await blameChannel(tx, job, outcome.error, now);
        break;
      case "uncertain":
        await recordUncertain(tx, job.messageId, {
          // A kind without lookups has nothing to wait for.
          dueAt: new Date(
            now.getTime() + (timedOut === "lookup" ? FIRST_LOOK_MS : 0),
          ),
        });
        break;
      case "later":
        await postpone(tx, job, outcome, until, now);
        break;
    }
    if (outcome.kind !== "uncertain" && outcome.usage) {
      await throttle(tx, job.channelId, outcome.usage, now);
    }
  });
}

/** Whether the message was claimed again since. Locks the thread first, as everywhere. */
async function isOutdated(
  tx: Sql,
  { messageId, threadId, attempts, createdAt }: ClaimedSend,
): Promise<boolean> {
  await tx.$queryRaw(
    Prisma.sql`select id from thread where id = ${threadId}::uuid for update`,
  );
  const newer = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from send_job where "messageId" = ${messageId}::uuid
      and (attempts > ${attempts}::int or "createdAt" > ${createdAt}::timestamptz)`);
  return newer.length > 0;
}

/** The message failed for good: its author hears of it. */
async function fail(
  tx: Sql,
  { messageId, threadId }: ClaimedSend,
  error: VendorError,
  now: Date,
): Promise<void> {
  await recordFailed(tx, { messageId, failure: error, now });
  const [author] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select "authorId" as id from message where id = ${messageId}::uuid and status = 'failed'
      and "authorType" = 'agent' and "authorId" is not null`);
  if (!author) return;
  const detail = { messageId, code: error.key };
  await notify(
    tx,
    [{ kind: "send_failed", agentId: author.id, threadId, detail }],
    now,
  );
}

async function postpone(
  tx: Sql,
  job: ClaimedSend,
  outcome: Extract<SendOutcome, { kind: "later" }>,
  until: Date | null,
  now: Date,
): Promise<void> {
  const waitMs = Math.max(outcome.afterMs ?? 0, waitAfter(job.attempts));
  const dueAt = new Date(now.getTime() + waitMs);
  const { attempts } = sendErrorOf(outcome.error.key);
  const tooLate =
    (until !== null && dueAt >= until) ||
    dueAt.getTime() - job.createdAt.getTime() > PATIENCE_MS ||
    (attempts !== undefined && job.attempts >= attempts);
  if (tooLate) {
    await fail(tx, job, outcome.error, now);
    return;
  }
  await recordLater(tx, job.messageId, dueAt, outcome.error);
  if (job.attempts >= TRIES_BEFORE_BLAME && OF_SERVICE.has(outcome.error.key)) {
    const code = "replies_waiting" as const;
    const problem = { code, detail: outcome.error.message };
    await addProblem(tx, job.channelId, "send", problem, now);
  }
  if (!outcome.wholeChannel) return;
  await rest(tx, job.channelId, dueAt);
  const problem = {
    code: "rate_limited" as const,
    detail: dueAt.toISOString(),
  };
  await addProblem(tx, job.channelId, "send", problem, now);
}

function waitAfter(attempts: number): number {
  const failures = attempts - 1;
  return jittered(
    backOffMs({ failures, firstMs: FIRST_BACKOFF_MS, lastMs: LAST_BACKOFF_MS }),
  );
}

/** Shows an error on the channel if the channel caused it and not the message. */
async function blameChannel(
  tx: Sql,
  job: ClaimedSend,
  error: VendorError,
  now: Date,
): Promise<void> {
  const problem = problemOfError(error);
  if (problem) await addProblem(tx, job.channelId, "send", problem, now);
}

async function throttle(
  tx: Sql,
  channelId: string,
  usage: { percent: number; regainMs: number },
  now: Date,
): Promise<void> {
  const restMs =
    usage.regainMs > 0
      ? usage.regainMs
      : usage.percent >= USAGE_REST_PERCENT
        ? USAGE_REST_MS
        : 0;
  if (restMs > 0) await rest(tx, channelId, new Date(now.getTime() + restMs));
}

async function rest(tx: Sql, channelId: string, until: Date): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update channel set "throttledUntil" = greatest("throttledUntil", ${until}::timestamptz)
    where id = ${channelId}::uuid`);
}
