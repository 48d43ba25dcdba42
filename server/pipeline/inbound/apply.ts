import type { Channels } from "#server/channels/registry.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction, postgresCode } from "#server/db/transaction.ts";
import { faultOf } from "#server/db/trouble.ts";
import type { Context } from "#server/domain/context.ts";
import {
  watchAnnouncements,
  type Announced,
} from "#server/domain/outbox/announcements.ts";
import type {
  PreparedEvents,
  EventPublisher,
} from "#server/pipeline/publish/event-publisher.ts";
import { applyBatch } from "./apply-batch.ts";
import type { PostCommitWork } from "./apply-events.ts";
import { applyItemwise } from "./apply-itemwise.ts";
import {
  claimDeliveries,
  leftSome,
  readDeliveries,
  WAITS,
} from "./deliveries.ts";
import { keyOf, likelyChannels } from "./resolve-events.ts";
import type { KnownChannel } from "./plan.ts";
import { applyImmediately } from "./fast-path.ts";
import type { Intake, RawDelivery } from "./intake.ts";

/** How long each round waits for a burst of deliveries to be stored first. */
const YIELD_TO_INTAKE_MS = 500;
/** Attempts that fail by their own content; then its items are applied one by one and the poisoned ones set aside. */
const MAX_ATTEMPTS = 5;
const FIRST_BACKOFF_MS = 500;
/** How long a lock is waited for: less than the time-out of a statement, which would tie up the loop. */
const BATCH_LOCK_MS = 5_000;
const ALONE_LOCK_MS = 1_000;
/** As many in a row that wait for the same thing show that the rest would, too. */
const MAX_CONTENDED = 3;

/** Applies deliveries, in this process one batch after the other. */
export type Applier = {
  /**
   * Applies what intake has stored. Applying and marking are one transaction: a
   * crash undoes both and the delivery is applied again. If a batch fails, its
   * deliveries are tried one at a time, so that a poisoned one stops nobody.
   * Trouble that is not the delivery's own (db/trouble.ts) never counts as an
   * attempt: it waits for as long as that takes.
   * @returns whether there may be more.
   * @throws what stands in the way of all of them; they stay as they are.
   */
  round(): Promise<boolean>;
  /** Nothing is being applied now. */
  isFree(): boolean;
  /** Resolves when what is being applied now is through. */
  whenIdle(): Promise<void>;
  /**
   * Stores and applies a few deliveries in one transaction: for a message that
   * comes alone it saves the turns, and the wait for the disk, of doing one
   * after the other. False: not to be done just so, and nothing is stored.
   */
  take(deliveries: RawDelivery[]): Promise<boolean>;
};

export type ApplierOptions = {
  context: Context;
  channels: Channels;
  /** Rounds wait while it stores a burst. */
  intake: Pick<Intake, "calm">;
  /** Publishes right after the commit. Null: the publishing loop does it. */
  publisher: EventPublisher | null;
};

export function createApplier(options: ApplierOptions): Applier {
  const works = { ...options, known: new Map(), activityNoted: new Map() };
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
    whenIdle: () => new Promise((resolve) => waiting.push(resolve)),
    async round() {
      await options.intake.calm(YIELD_TO_INTAKE_MS);
      return counted(applyWaiting(works));
    },
    take: (deliveries) => counted(takeAtOnce(works, deliveries)),
  };
}

type Works = {
  context: Context;
  channels: Channels;
  publisher: EventPublisher | null;
  /** Connected channels by `accountKey`, as of the last time they were asked for. */
  known: Map<string, KnownChannel>;
  /** When each app and channel was last noted. */
  activityNoted: Map<string, number>;
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
        for (const channel of likely) known.set(keyOf(channel), channel);
        const announced = works.publisher ? watchAnnouncements(tx) : [];
        const after = await applyBatch({ ...works, tx, batch, likely });
        return { after, ready: prepareOwnEvents(works, tx, announced, after) };
      },
      { planCache: "generic", lockTimeoutMs: BATCH_LOCK_MS },
    );
    if (outcome) await finish(works, outcome.after, outcome.ready);
  } catch (error) {
    if (ids.length === 0 || faultOf(error) === "outage") throw error;
    context.log.warn({ err: error, deliveries: ids.length }, "batch failed");
    await applyEach(works, ids);
  }
  return more;
}

async function applyEach(works: Works, ids: bigint[]): Promise<void> {
  let contended = 0;
  for (const id of ids) {
    const failure = await applyAlone(works, id);
    contended = failure === null ? 0 : contended + 1;
    if (contended === MAX_CONTENDED) throw failure?.error;
  }
}

async function takeAtOnce(
  works: Works,
  deliveries: RawDelivery[],
): Promise<boolean> {
  const taken = await applyImmediately(
    works,
    deliveries,
    (tx, announced, after) => ({
      after,
      ready: prepareOwnEvents(works, tx, announced, after),
    }),
  );
  if (taken) await finish(works, taken.after, taken.ready);
  return taken !== null;
}

/**
 * One delivery by itself. A failure by its content is counted, and after several
 * its items are applied one by one.
 * @returns what it waits for, if something else holds it up; null: it does not.
 * @throws what stands in the way of all.
 */
async function applyAlone(
  works: Works,
  id: bigint,
): Promise<{ error: unknown } | null> {
  const { context, channels, activityNoted } = works;
  const [attempt] = await context.db.sql.$queryRaw<{ attempts: number }[]>(
    Prisma.sql`select attempts from delivery where id = ${id}`,
  );
  const attempts = attempt?.attempts ?? 0;
  const splitting = attempts + 1 >= MAX_ATTEMPTS;
  try {
    const outcome = await inSqlTransaction(
      context.db,
      async (tx) => {
        const locked = await tx.$queryRaw<{ id: bigint }[]>(Prisma.sql`
          select id from delivery where id = ${id} and state = 'pending' for update skip locked`);
        const [delivery] = await readDeliveries(
          tx,
          locked.map((row) => row.id),
        );
        if (!delivery) return null;
        return splitting
          ? applyItemwise(context, tx, channels, delivery)
          : applyBatch({
              context,
              tx,
              channels,
              activityNoted,
              batch: [delivery],
            });
      },
      { lockTimeoutMs: ALONE_LOCK_MS },
    );
    if (outcome) await finish(works, outcome, null);
    return null;
  } catch (error) {
    const fault = faultOf(error);
    if (fault === "outage") throw error;
    const delivery = id.toString();
    if (fault === "contention") {
      context.log.warn({ err: error, delivery }, "delivery waits");
      await waitOutTrouble(context, id, postgresCode(error) ?? "time-out");
      return { error };
    }
    context.log.error({ err: error, delivery }, "delivery failed");
    await countFailure(context, id, { error, attempts, splitting });
    return null;
  }
}

/** Tried again, each time after half its age more, and every half minute in the end; never set aside. */
async function waitOutTrouble(
  context: Context,
  id: bigint,
  reason: string,
): Promise<void> {
  await context.db.sql.$executeRaw(Prisma.sql`
    update delivery set error = ${`${WAITS} (${reason})`}, "nextAttemptAt" = now() + least(interval '30 seconds',
      greatest(interval '1 second', (now() - "receivedAt") / 2))
    where id = ${id} and state = 'pending'`);
}

async function countFailure(
  context: Context,
  id: bigint,
  failure: { error: unknown; attempts: number; splitting: boolean },
): Promise<void> {
  const { error, attempts, splitting } = failure;
  const reason = error instanceof Error ? error.name : "error";
  const waitMs = FIRST_BACKOFF_MS * 2 ** attempts;
  await context.db.sql.$executeRaw(Prisma.sql`
    update delivery set attempts = attempts + 1, error = ${reason},
      "nextAttemptAt" = now() + ${waitMs}::int * interval '1 millisecond',
      state = case when ${splitting} then 'parked' else state end
    where id = ${id} and state = 'pending'`);
}

function prepareOwnEvents(
  { publisher }: Works,
  tx: Sql,
  announced: readonly Announced[],
  { lastMessageIds }: PostCommitWork,
): PreparedEvents | null {
  return publisher?.prepare(tx, announced, lastMessageIds) ?? null;
}

/** After the commit: the screens and the files. Neither is needed for what was applied to hold. */
async function finish(
  { context, publisher }: Works,
  outcome: PostCommitWork,
  ready: PreparedEvents | null,
): Promise<void> {
  await publisher?.publish(ready);
  for (const key of outcome.orphanedKeys) await context.files.remove(key);
}
