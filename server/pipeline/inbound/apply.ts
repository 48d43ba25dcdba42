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
import { traced } from "#server/runtime/telemetry/traced.ts";
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
import type { KnownChannel } from "#server/pipeline/inbound/plan/plan.ts";
import { applyImmediately } from "./fast-path.ts";
import type { Intake, RawDelivery } from "./intake.ts";

/** The time each round waits for a burst of deliveries to be stored first. */
const YIELD_TO_INTAKE_MS = 500;
/** Attempts that fail by the delivery's own content. After these, its items are applied one by one and the poisoned ones are set aside. */
const MAX_ATTEMPTS = 5;
const FIRST_BACKOFF_MS = 500;
/** The time a batch waits for a lock. It is less than the time-out of a statement, which would tie up the loop. */
const BATCH_LOCK_MS = 5_000;
const ALONE_LOCK_MS = 1_000;
/** After this many deliveries in a row that wait for the same thing, the rest of the batch would wait too. */
const MAX_CONTENDED = 3;

/** Applies deliveries. Within this process, one batch runs after the other. */
export type Applier = {
  /**
   * Applies stored deliveries. Applying and marking are one transaction: a
   * crash undoes both, and the delivery is applied again. If a batch fails,
   * its deliveries are tried one at a time, so that a poisoned one stops no
   * other. Trouble that is not the delivery's own (db/trouble.ts) never counts
   * as an attempt: the delivery waits until the trouble ends.
   * @returns whether more may be waiting
   * @throws the error that blocks all of them; they stay as they are
   */
  round(): Promise<boolean>;
  /** Whether nothing is being applied now. */
  isFree(): boolean;
  /** Resolves when the work under way has finished. */
  whenIdle(): Promise<void>;
  /**
   * Stores and applies a few deliveries in one transaction. For a message that
   * comes alone this saves the round trips and the second flush to disk of
   * doing one after the other.
   * @returns false if they must go the usual way; nothing is stored then
   */
  take(deliveries: RawDelivery[]): Promise<boolean>;
};

export type ApplierOptions = {
  context: Context;
  channels: Channels;
  /** Each round waits while intake stores a burst. */
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
    take: (deliveries) =>
      counted(
        traced(
          "take deliveries",
          { "parley.delivery_count": deliveries.length },
          () => takeAtOnce(works, deliveries),
        ),
      ),
  };
}

type Works = {
  context: Context;
  channels: Channels;
  publisher: EventPublisher | null;
  /** Connected channels by `accountKey`, as of the last time they were read. */
  known: Map<string, KnownChannel>;
  /** When the last activity of each app and channel was written, in ms. */
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
        const after = await traced(
          "apply deliveries",
          { "parley.deliveries": ids.map(String) },
          () => applyBatch({ ...works, tx, batch, likely }),
        );
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
 * Applies one delivery on its own. A failure by its content is counted. After
 * several, its items are applied one by one.
 * @returns the name of what holds it up, or null if nothing does
 * @throws the error that blocks all deliveries
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

/** Schedules another attempt: each pause is half the delivery's age, and at most half a minute. The delivery is never set aside. */
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

/** Runs after the commit: publishes events and deletes orphaned files. The applied data holds without either. */
async function finish(
  { context, publisher }: Works,
  outcome: PostCommitWork,
  ready: PreparedEvents | null,
): Promise<void> {
  await publisher?.publish(ready);
  for (const key of outcome.orphanedKeys) await context.files.remove(key);
}
