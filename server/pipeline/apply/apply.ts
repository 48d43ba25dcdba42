import type { Channel } from "#server/channels/channel.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  watchAnnouncements,
  type Announced,
} from "#server/domain/threads/announcements.ts";
import type { ReadyTellings, Teller } from "#server/pipeline/announce.ts";
import { applyBatch } from "#server/pipeline/apply/apply-batch.ts";
import type { Aftermath } from "#server/pipeline/apply/apply-events.ts";
import { applyItemwise } from "#server/pipeline/apply/apply-itemwise.ts";
import {
  claimDeliveries,
  leftSome,
  readDeliveries,
} from "#server/pipeline/apply/deliveries.ts";
import { likelyChannels } from "#server/pipeline/apply/place.ts";
import type { KnownChannel } from "#server/pipeline/apply/plan.ts";
import { takeInOne } from "#server/pipeline/apply/take.ts";
import { intakeCalm, type RawDelivery } from "#server/pipeline/intake.ts";

/** How long applying gives way to a flood of deliveries, each round anew. */
const TAKING_FIRST_MS = 500;
/** Then its items are applied one by one and the poisoned ones set aside. */
const MAX_ATTEMPTS = 5;
const FIRST_BACKOFF_MS = 500;

/** Applies deliveries, in this process one batch after the other. */
export type Applier = {
  /**
   * Applies what intake has stored. Applying and marking are one transaction: a
   * crash undoes both and the delivery is applied again. If a batch fails, its
   * deliveries are tried one at a time, so that a poisoned one stops nobody.
   * @returns whether there may be more.
   */
  round(): Promise<boolean>;
  /** Nothing is being applied now. */
  isFree(): boolean;
  /** Resolves when what is being applied now is through. */
  freed(): Promise<void>;
  /**
   * Stores and applies a few deliveries in one transaction: for a message that
   * comes alone it saves the turns, and the wait for the disk, of doing one
   * after the other. False: not to be done just so, and nothing is stored.
   */
  take(deliveries: RawDelivery[]): Promise<boolean>;
};

/** @param teller tells screens at once; without it they are left to the announcer */
export function createApplier(
  context: Context,
  channel: Channel,
  teller: Teller | null = null,
): Applier {
  const works = { context, channel, teller, known: new Map() };
  let underWay = 0;
  const waiting: (() => void)[] = [];
  async function counted<T>(work: Promise<T>): Promise<T> {
    underWay += 1;
    try {
      return await work;
    } finally {
      underWay -= 1;
      for (const tell of waiting.splice(0)) tell();
    }
  }
  return {
    isFree: () => underWay === 0,
    freed: () => new Promise((resolve) => waiting.push(resolve)),
    async round() {
      await intakeCalm(context, TAKING_FIRST_MS);
      return counted(applyWaiting(works));
    },
    take: (deliveries) => counted(takeAtOnce(works, deliveries)),
  };
}

/** One round. @returns whether there may be more. */
export function applyOnce(
  context: Context,
  channel: Channel,
): Promise<boolean> {
  return createApplier(context, channel).round();
}

type Works = {
  context: Context;
  channel: Channel;
  teller: Teller | null;
  /** Connected pages by the vendor's id, as of the last time they were asked for. */
  known: Map<string, KnownChannel>;
};

async function applyWaiting(works: Works): Promise<boolean> {
  const { context, known } = works;
  let ids: bigint[] = [];
  let more = false;
  try {
    const outcome = await inSqlTransaction(
      context.db,
      async (tx) => {
        const [batch, likely] = await Promise.all([
          claimDeliveries(tx),
          likelyChannels(tx),
        ]);
        ids = batch.map(({ id }) => id);
        more = leftSome(batch);
        if (batch.length === 0) return null;
        for (const channel of likely) known.set(channel.pageId, channel);
        const announced = watchAnnouncements(tx);
        const after = await applyBatch({ ...works, tx, batch, likely });
        return { after, ready: readTold(works, tx, announced, after) };
      },
      { plans: "kept" },
    );
    if (outcome) await finish(works, outcome.after, outcome.ready);
  } catch (error) {
    if (ids.length === 0) throw error;
    context.log.warn({ err: error, deliveries: ids.length }, "batch failed");
    for (const id of ids) await applyAlone(works, id);
  }
  return more;
}

async function takeAtOnce(
  works: Works,
  deliveries: RawDelivery[],
): Promise<boolean> {
  const taken = await takeInOne(works, deliveries, (tx, announced, after) => ({
    after,
    ready: readTold(works, tx, announced, after),
  }));
  if (taken) await finish(works, taken.after, taken.ready);
  return taken !== null;
}

/** One delivery by itself; a failure is counted, and after several its items are applied one by one. */
async function applyAlone(works: Works, id: bigint): Promise<void> {
  const { context, channel } = works;
  const attempt = await context.db.prisma.delivery.findUnique({
    where: { id },
    select: { attempts: true },
  });
  const splitting = (attempt?.attempts ?? 0) + 1 >= MAX_ATTEMPTS;
  try {
    const outcome = await inSqlTransaction(context.db, async (tx) => {
      const locked = await tx.$queryRaw<{ id: bigint }[]>(Prisma.sql`
        select id from delivery where id = ${id} and state = 'pending' for update skip locked`);
      const [delivery] = await readDeliveries(
        tx,
        locked.map((row) => row.id),
      );
      if (!delivery) return null;
      return splitting
        ? applyItemwise(context, tx, channel, delivery)
        : applyBatch({ context, tx, channel, batch: [delivery] });
    });
    if (outcome) await finish(works, outcome, null);
  } catch (error) {
    context.log.error(
      { err: error, delivery: id.toString() },
      "delivery failed",
    );
    const reason = error instanceof Error ? error.name : "error";
    const waitMs = FIRST_BACKOFF_MS * 2 ** (attempt?.attempts ?? 0);
    await context.db.prisma.$executeRaw(Prisma.sql`
      update delivery set attempts = attempts + 1, error = ${reason},
        "nextAttemptAt" = now() + ${waitMs} * interval '1 millisecond',
        state = case when ${splitting} then 'parked' else state end
      where id = ${id} and state = 'pending'`);
  }
}

function readTold(
  { teller }: Works,
  tx: Sql,
  announced: readonly Announced[],
  { lastMessageIds }: Aftermath,
): ReadyTellings | null {
  return teller?.read(tx, announced, lastMessageIds) ?? null;
}

/** After the commit: the screens, the files, the profiles. None is needed for what was applied to hold. */
async function finish(
  { context, teller }: Works,
  outcome: Aftermath,
  ready: ReadyTellings | null,
): Promise<void> {
  // First: it reads while screens are told.
  if (outcome.routed) context.wake("route");
  if (teller) await teller.tell(ready);
  else context.wake("announce");
  if (outcome.routed) context.wake("send");
  if (outcome.withFiles > 0) context.wake("media");
  if (outcome.newcomers > 0) context.wake("profiles");
  for (const key of outcome.orphanedKeys) await context.files.remove(key);
}
