import type { FoundSent } from "#server/channels/channel.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  recordAccepted,
  recordFailed,
  recordLater,
  recordUncertain,
  type SendFailure,
} from "#server/domain/messages/delivery.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { targetOfThread } from "./outgoing.ts";

type Uncertain = {
  messageId: string;
  threadId: string;
  text: string | null;
  /** When the attempt began that may have got through. */
  startedAt: Date;
  /** When the job was created: later than the attempt if an agent pressed Retry. */
  createdAt: Date;
  looks: number;
};

/** This many lookups must find nothing, this long after the attempt, before it counts as not sent. */
const MIN_CHECKS_BEFORE_RESEND = 2;
const AGE_TO_BE_SURE_MS = 20_000;
const BETWEEN_LOOKS_MS = 8_000;
/** After this time an agent must decide: the message fails with `maybe_sent`. */
const GIVE_UP_MS = 10 * 60_000;
/** The agent who pressed Retry waits for the answer. */
const GIVE_UP_AFTER_RETRY_MS = 60_000;
/** Time in which no lookup was possible does not count. */
const MIN_CHECKS_BEFORE_GIVING_UP = 3;
/** Messages written this long before the attempt are known to be other ones. */
const ACCOUNTED_MS = 60 * 60_000;
const BATCH = 10;

export const DOUBT_DUE = Prisma.sql`j.state = 'uncertain' and j."dueAt" <= ${ROUNDED_NOW}`;

/**
 * Settles a message that the vendor may or may not have: the connection was
 * cut, or the process died. An echo decides at any time; otherwise the kind's
 * own way does:
 * - `key`: the message is sent again with its key, which the vendor accepts
 * once.
 * - `lookup`: the conversation is read. Found: accepted. Surely absent: queued
 * again.
 * - `doubt`: the message fails, and an agent decides.
 * A message is never sent again while in doubt.
 * @returns whether one was settled
 */
export async function resolveUncertainOnce(vendor: Vendor): Promise<boolean> {
  const { context } = vendor;
  const due = await context.db.sql.$queryRaw<Uncertain[]>(Prisma.sql`
    with due as (
      select j."messageId" from send_job j where ${DOUBT_DUE}
      order by j."dueAt" limit ${BATCH} for update skip locked)
    update send_job j set "dueAt" = now() + interval '1 minute'
    from due join message m on m.id = due."messageId"
    where j."messageId" = due."messageId"
    returning j."messageId", j."threadId", m.text, j."startedAt", j."createdAt", j.looks`);
  for (const item of due) {
    await settle(context, item, await look(vendor, item));
  }
  return due.length > 0;
}

/** `again`: a second send is safe · `untold`: nothing will ever decide. */
type Found = FoundSent | { kind: "unknown" | "again" | "untold" };

async function look(
  { context, channels }: Vendor,
  item: Uncertain,
): Promise<Found> {
  const target = await targetOfThread(context, item.threadId);
  if (!target) return { kind: "unknown" }; // the channel is disabled
  const { findSent, timedOut } = channels[target.kind];
  if (timedOut === "key") return { kind: "again" };
  if (timedOut === "doubt") return { kind: "untold" };
  if (!findSent) return { kind: "unknown" };
  const since = new Date(item.startedAt.getTime() - ACCOUNTED_MS);
  const known = await context.db.sql.$queryRaw<
    { externalId: string; direction: string }[]
  >(Prisma.sql`
    select "externalId", direction from message where "threadId" = ${item.threadId}::uuid
      and "externalId" is not null and "createdAt" >= ${since}::timestamptz`);
  return findSent(target, {
    text: item.text,
    hasFile: item.text === null,
    since: item.startedAt,
    excluding: known
      .filter(({ direction }) => direction === "out")
      .map(({ externalId }) => externalId),
    known: known.map(({ externalId }) => externalId),
  });
}

async function settle(
  context: Context,
  item: Uncertain,
  found: Found,
): Promise<void> {
  const { messageId, startedAt } = item;
  const now = context.clock.now();
  const ageMs = now.getTime() - startedAt.getTime();
  const looks = item.looks + 1;
  await inSqlTransaction(context.db, async (tx) => {
    if (found.kind === "found") {
      const { externalId } = found;
      await recordAccepted(tx, { messageId, externalId, platformAt: null });
    } else if (found.kind === "again") {
      await recordLater(tx, messageId, now, CUT_OFF);
    } else if (found.kind === "untold") {
      const failure = doubt("maybe_sent_unseen", startedAt);
      await recordFailed(tx, { messageId, failure, now });
    } else if (
      found.kind === "absent" &&
      looks >= MIN_CHECKS_BEFORE_RESEND &&
      ageMs >= AGE_TO_BE_SURE_MS
    ) {
      await recordLater(tx, messageId, now, NOT_THERE);
    } else if (found.kind === "unknown" && isGivenUp(item, looks, now)) {
      // Neither the automatic lookups nor Retry found out: only the customer can say.
      const key = isRetry(item) ? "maybe_sent_unseen" : "maybe_sent";
      const failure = doubt(key, startedAt);
      await recordFailed(tx, { messageId, failure, now });
    } else {
      const next = new Date(now.getTime() + BETWEEN_LOOKS_MS);
      await recordUncertain(tx, messageId, { dueAt: next, looks });
    }
  });
}

function isRetry({ startedAt, createdAt }: Uncertain): boolean {
  return startedAt < createdAt;
}

function isGivenUp(item: Uncertain, looks: number, now: Date): boolean {
  const patienceMs = isRetry(item) ? GIVE_UP_AFTER_RETRY_MS : GIVE_UP_MS;
  const ageMs = now.getTime() - item.createdAt.getTime();
  return looks >= MIN_CHECKS_BEFORE_GIVING_UP && ageMs >= patienceMs;
}

const NOT_THERE: SendFailure = {
  key: "not_sent",
  code: null,
  subcode: null,
  message: "not in the conversation",
  trace: null,
};

const CUT_OFF: SendFailure = {
  ...NOT_THERE,
  key: "unreachable",
  message: "cut off",
};

/** Retry looks for a message sent at this time. */
function doubt(key: string, startedAt: Date): SendFailure {
  return {
    ...NOT_THERE,
    key,
    message: "could not be found out",
    attemptedAt: startedAt.toISOString(),
  };
}
