import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import { setTimeout as passing } from "node:timers/promises";
import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { currentTrace } from "#server/runtime/telemetry/traced.ts";
import { asBuffer } from "./deliveries.ts";

export type RawDelivery = {
  sourceId: string;
  kind: ChannelKind;
  /** The vendor's id of the source. */
  externalId: string;
  body: Uint8Array;
  /** The trace of the request that brought it; see traced.ts. */
  trace?: string | undefined;
};

type Waiting = RawDelivery & {
  resolve(): void;
  reject(error: unknown): void;
};

/** While the database does not answer, bodies wait in memory. Beyond this size the vendor is asked to deliver again later. */
const MAX_UNSTORED_BYTES = 64 * 1024 * 1024;
/** The most deliveries and bytes that share one INSERT. */
const MAX_BATCH = 200;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
/** This many deliveries that wait for the disk at once count as a burst. */
const BURST_SIZE = 8;
/** A burst ends after this time without its sign. A burst comes in waves, each answered together. */
const AFTER_BURST_MS = 25;
/** A few deliveries wait this long for the applier to become free before they are stored for later. */
const MAX_TAKE_WAIT_MS = 20;
/** The most bytes of the fast path: they can be applied while the vendor waits for the answer. */
const MAX_TAKEN_BYTES = 16 * 1024;
/** One: deliveries that arrive during an INSERT share the next. With two, batches were half as large and cost twice as much. */
const MAX_INSERTS = 1;

/** More waits to be stored than the memory may hold. Nothing of the delivery was kept. */
export class IntakeFull extends Error {
  constructor() {
    super("Too much waits to be stored.");
    this.name = "IntakeFull";
  }
}

/** Stores and applies a few deliveries at once; see apply.ts. */
export type Taker = {
  isFree(): boolean;
  whenIdle(): Promise<void>;
  take(deliveries: RawDelivery[]): Promise<boolean>;
};

export type Intake = {
  /** Whether there is room for one more body. It is asked before a body is read. */
  hasRoom(): boolean;
  /**
   * Makes one delivery durable: resolves once it is committed, by whichever
   * path. Rejects if it is not. Deliveries that arrive during an INSERT share
   * the next one and its commit, so that one flush to disk serves many
   * requests.
   * @throws IntakeFull if storing was not tried
   */
  add(delivery: RawDelivery): Promise<void>;
  /**
   * Resolves when no burst is under way, at the latest after `withinMs`.
   * During a burst storing comes first: the deliveries are then applied in
   * fewer and larger steps.
   */
  calm(withinMs: number): Promise<void>;
  /**
   * Turns the fast path on: deliveries that come alone are applied in the
   * transaction that makes them durable. Null turns it off.
   */
  registerFastPath(taker: Taker | null): void;
};

/**
 * Takes deliveries in and makes each durable before the vendor gets its 200.
 * There are three modes, chosen each time deliveries are waiting:
 *
 * Fast path: the deliveries are stored and applied in one transaction
 * (fast-path.ts), so that the customer's message is on the screens when the
 * vendor gets its answer. Chosen when all of this holds: an applier is
 * registered, no burst is under way, no INSERT is under way, and at most
 * MAX_TAKEN_BYTES wait. If the applier is busy, the oldest delivery waits for it
 * up to MAX_TAKE_WAIT_MS. If the applier refuses (unknown channel, locked
 * thread, unusual content), the same deliveries are stored.
 *
 * Stored batch: one INSERT stores all that wait, up to MAX_BATCH deliveries and
 * MAX_BATCH_BYTES, then wakes the apply loop, which applies them later. One
 * INSERT runs at a time, and deliveries that arrive meanwhile share the next.
 * Chosen whenever the fast path is not.
 *
 * Burst: BURST_SIZE deliveries are unstored at once, and it lasts until
 * AFTER_BURST_MS have passed without that. Everything is stored in batches, and
 * the apply loop yields: each of its rounds first waits for `calm`. Storing is
 * what the vendor waits for, and deliveries applied together cost less.
 */
export function createIntake({ db }: Pick<Context, "db">): Intake {
  let taker: Taker | null = null;
  const waiting: Waiting[] = [];
  let inserts = 0;
  let taking = false;
  let unstored = 0;
  let unstoredBytes = 0;
  let burstAt = Number.NEGATIVE_INFINITY;
  /** The timer runs while the oldest delivery waits for the applier. */
  let patience: NodeJS.Timeout | "over" | null = null;

  function takeWaiting(): Waiting[] {
    if (patience !== null && patience !== "over") clearTimeout(patience);
    patience = null;
    return takeBatch(waiting);
  }

  async function takeAtOnce(by: Taker): Promise<void> {
    taking = true;
    const batch = takeWaiting();
    const taken = await by.take(batch).catch(() => false);
    taking = false;
    if (!taken) return store(batch);
    for (const { resolve } of batch) resolve();
    settled(batch);
  }

  async function store(batch: Waiting[]): Promise<void> {
    inserts += 1;
    try {
      const sources = batch.map(({ sourceId }) => sourceId);
      const bodies = batch.map(({ body }) => asBuffer(body));
      const traces = batch.map(({ trace }) => trace ?? null);
      await db.sql.$executeRaw(Prisma.sql`
        insert into delivery ("sourceId", body, trace)
        select * from unnest(${sources}::uuid[], ${bodies}::bytea[], ${traces}::text[])`);
      for (const { resolve } of batch) resolve();
      db.wakes.wake("apply");
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      inserts -= 1;
      settled(batch);
    }
  }

  function settled(batch: Waiting[]): void {
    unstored -= batch.length;
    unstoredBytes -= sizeOf(batch);
    next();
  }

  function next(): void {
    if (waiting.length === 0) return;
    const isFew = isCalm() && sizeOf(waiting) <= MAX_TAKEN_BYTES;
    if (taker && isFew && inserts === 0) {
      // Deliveries that arrive meanwhile go with the next batch, in a moment.
      if (taking) return;
      if (taker.isFree()) return void takeAtOnce(taker);
      if (waitFor(taker)) return;
    }
    if (inserts < MAX_INSERTS) void store(takeWaiting());
  }

  /** False if the oldest delivery has waited long enough. */
  function waitFor(taker: Taker): boolean {
    if (patience === "over") return false;
    patience ??= setTimeout(() => {
      patience = "over";
      next();
    }, MAX_TAKE_WAIT_MS);
    void taker.whenIdle().then(next);
    return true;
  }

  const calmInMs = () => burstAt + AFTER_BURST_MS - performance.now();
  const isCalm = () => calmInMs() <= 0;

  async function calm(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const waitMs = Math.min(calmInMs(), deadline - performance.now());
      if (waitMs <= 0) return;
      await passing(waitMs);
    }
  }

  const hasRoom = () => unstoredBytes < MAX_UNSTORED_BYTES;

  return {
    hasRoom,
    add: (delivery) =>
      new Promise((resolve, reject) => {
        if (!hasRoom()) return reject(new IntakeFull());
        const trace = currentTrace();
        waiting.push({ ...delivery, trace, resolve, reject });
        unstored += 1;
        unstoredBytes += delivery.body.byteLength;
        if (unstored >= BURST_SIZE) burstAt = performance.now();
        next();
      }),
    calm,
    registerFastPath(by) {
      taker = by;
    },
  };
}

function sizeOf(deliveries: RawDelivery[]): number {
  return deliveries.reduce((sum, { body }) => sum + body.byteLength, 0);
}

function takeBatch(waiting: Waiting[]): Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const { body } of waiting) {
    bytes += body.byteLength;
    if (count > 0 && (bytes > MAX_BATCH_BYTES || count === MAX_BATCH)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}
