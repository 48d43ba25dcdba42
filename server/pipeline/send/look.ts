import type { SendTarget } from "#server/channels/channel.ts";
import type {
  FoundSent,
  Sought,
} from "#server/channels/messenger/conversation.ts";
import { Prisma } from "#server/db/client.ts";
import { inTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  recordAccepted,
  recordFailed,
  recordLater,
  recordUncertain,
} from "#server/domain/threads/delivery.ts";
import { targetOfThread } from "#server/pipeline/send/outgoing.ts";

/** The vendor's own look into the conversation. */
export type FindSent = (
  target: SendTarget,
  sought: Sought,
) => Promise<FoundSent>;

type Uncertain = {
  messageId: string;
  threadId: string;
  text: string | null;
  startedAt: Date;
  looks: number;
};

/** Looks that must find nothing, and how long after the attempt, before it counts as not sent. */
const LOOKS_TO_BE_SURE = 2;
const AGE_TO_BE_SURE_MS = 20_000;
const BETWEEN_LOOKS_MS = 8_000;
/** After that somebody must decide: the message fails with `maybe_sent`. */
const GIVE_UP_MS = 10 * 60_000;
/** Messages written this long before the attempt are known to be others. */
const ACCOUNTED_MS = 60 * 60_000;
const BATCH = 10;

export const DOUBT_DUE = Prisma.sql`j.state = 'uncertain' and j."dueAt" <= now()`;

/**
 * Messages of which nobody knows whether the vendor has them. The echo decides
 * at any time; this looks into the conversation. Found: accepted. Surely not
 * there: into the queue again. Never sent again while in doubt.
 * @returns whether one was settled.
 */
export async function lookOnce(
  context: Context,
  findSent: FindSent,
): Promise<boolean> {
  const due = await context.db.prisma.$queryRaw<Uncertain[]>(Prisma.sql`
    with due as (
      select j."messageId" from send_job j where ${DOUBT_DUE}
      order by j."dueAt" limit ${BATCH} for update skip locked)
    update send_job j set "dueAt" = now() + interval '1 minute', looks = j.looks + 1
    from due join message m on m.id = due."messageId"
    where j."messageId" = due."messageId"
    returning j."messageId", j."threadId", m.text, j."startedAt", j.looks`);
  for (const item of due) {
    await settle(context, item, await look(context, item, findSent));
  }
  return due.length > 0;
}

async function look(
  context: Context,
  item: Uncertain,
  findSent: FindSent,
): Promise<FoundSent | { kind: "unknown" }> {
  const target = await targetOfThread(context, item.threadId);
  if (!target) return { kind: "unknown" }; // its channel is off
  const known = await context.db.prisma.message.findMany({
    where: {
      threadId: item.threadId,
      direction: "out",
      externalId: { not: null },
      createdAt: { gte: new Date(item.startedAt.getTime() - ACCOUNTED_MS) },
    },
    select: { externalId: true },
  });
  return findSent(target, {
    text: item.text,
    hasFile: item.text === null,
    since: item.startedAt,
    excluding: known.flatMap(({ externalId }) => externalId ?? []),
  });
}

async function settle(
  context: Context,
  { messageId, startedAt, looks }: Uncertain,
  found: FoundSent | { kind: "unknown" },
): Promise<void> {
  const now = context.clock.now();
  const ageMs = now.getTime() - startedAt.getTime();
  await inTransaction(context.db, async (tx) => {
    if (found.kind === "found") {
      const { externalId } = found;
      await recordAccepted(tx, { messageId, externalId, platformAt: null });
    } else if (
      found.kind === "absent" &&
      looks >= LOOKS_TO_BE_SURE &&
      ageMs >= AGE_TO_BE_SURE_MS
    ) {
      await recordLater(tx, messageId, now, doubt("not in the conversation"));
    } else if (ageMs >= GIVE_UP_MS) {
      await recordFailed(tx, messageId, doubt("could not be found out"));
    } else {
      const next = new Date(now.getTime() + BETWEEN_LOOKS_MS);
      await recordUncertain(tx, messageId, next);
    }
  });
  context.wake("send");
  context.wake("announce");
}

function doubt(message: string) {
  return {
    key: "maybe_sent",
    code: null,
    subcode: null,
    message,
    trace: null,
  };
}
