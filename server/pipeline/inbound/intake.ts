import type { ChannelKind } from "#contract/channels/channel-rules.ts";
import { setTimeout as passing } from "node:timers/promises";
import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { asBuffer } from "./deliveries.ts";

export type RawDelivery = {
  sourceId: string;
  kind: ChannelKind;
  /** The vendor's id of the source. */
  externalId: string;
  body: Uint8Array;
};

type Waiting = RawDelivery & {
  resolve(): void;
  reject(error: unknown): void;
};

/** While the database stands still the bodies wait in memory; beyond this, Meta is told to come again. */
const MAX_UNSTORED_BYTES = 64 * 1024 * 1024;
/** Deliveries and bytes that share one INSERT at most. */
const MAX_BATCH = 200;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
/** As many waiting for the disk at once are more than come one by one. */
const BURST_SIZE = 8;
/** A flood is over when nothing of the kind was seen for so long: one comes in waves, answered together. */
const AFTER_BURST_MS = 25;
/** Few deliveries wait as long for the one before them to be applied, rather than be stored for later. */
const MAX_TAKE_WAIT_MS = 20;
/** As much as is applied in the time that somebody may well wait for the answer. */
const MAX_TAKEN_BYTES = 16 * 1024;
/** One: what comes while it is written to disk shares the next. With two, batches were half as large and cost twice as much. */
const MAX_INSERTS = 1;

/** More waits to be stored than the memory should hold; nothing of the delivery was kept. */
export class IntakeFull extends Error {
  constructor() {
    super("Too much waits to be stored.");
    this.name = "IntakeFull";
  }
}

/** What can store and apply a few deliveries at once; see apply/apply.ts. */
export type Taker = {
  isFree(): boolean;
  whenIdle(): Promise<void>;
  take(deliveries: RawDelivery[]): Promise<boolean>;
};

export type Intake = {
  /** Asked before a body is read: is there room for more? */
  hasRoom(): boolean;
  /**
   * Makes one delivery durable: resolves once it is committed, rejects if it is
   * not (IntakeFull: was not tried). Those that arrive while an INSERT is under
   * way share the next one and its commit: one flush to disk serves many requests.
   */
  add(delivery: RawDelivery): Promise<void>;
  /**
   * Resolves when no flood comes in (any more), at the latest after `withinMs`.
   * In a flood taking comes first: what is applied meanwhile is
   * applied in fewer and larger steps.
   */
  calm(withinMs: number): Promise<void>;
  /**
   * From now on deliveries that come alone are applied in the transaction that
   * makes them durable. Null: no longer.
   */
  registerFastPath(taker: Taker | null): void;
};

export function createIntake({ db }: Pick<Context, "db">): Intake {
  let taker: Taker | null = null;
  const waiting: Waiting[] = [];
  let inserts = 0;
  let taking = false;
  let unstored = 0;
  let unstoredBytes = 0;
  let burstAt = Number.NEGATIVE_INFINITY;
  /** Runs while the first of those waiting waits for the taker. */
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
      await db.sql.$executeRaw(Prisma.sql`
        insert into delivery ("sourceId", body)
        select * from unnest(${sources}::uuid[], ${bodies}::bytea[])`);
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
      // Those that come meanwhile go with the next, in a moment.
      if (taking) return;
      if (taker.isFree()) return void takeAtOnce(taker);
      if (waitFor(taker)) return;
    }
    if (inserts < MAX_INSERTS) void store(takeWaiting());
  }

  /** False: the oldest has waited long enough. */
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
        waiting.push({ ...delivery, resolve, reject });
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
