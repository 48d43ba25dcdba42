import { traced } from "#server/runtime/telemetry/traced.ts";
import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  inSqlTransaction,
  pipelineUntilCommit,
} from "#server/db/transaction.ts";
import { agentsHere } from "#server/domain/access/devices-here.ts";
import type { Context } from "#server/domain/context.ts";
import type {
  Announced,
  Announcement,
} from "#server/domain/outbox/announcements.ts";
import type { AddressedEvent, Row } from "./addressed-event.ts";
import { isOfPeople } from "./people-events.ts";
import { prepareEvents } from "./prepare-events.ts";

/** Delivers live events to screens: Socket.IO in the product, a list in a test. */
export type EventSink = {
  emit<Name extends LiveEventName>(
    event: Name,
    payload: LiveEvents[Name],
    agentIds: string[],
    /** The trace that its showing belongs to; see runtime/telemetry/traced.ts. */
    trace?: string,
  ): void;
  /** The number of screens connected here. Absent where other processes have screens, too. */
  screens?: () => number;
  /** Resolves once the other processes get what was emitted. Absent where there are none. @throws Error: they may not */
  flush?: () => Promise<void>;
};

/**
 * Publishes announcements as live events, in one of two ways. The loop reads
 * the stored announcements, prepares their events, emits them and deletes the
 * rows. A transaction that applies messages can prepare its own events as its
 * last statements; they are emitted right after the commit, and the loop only
 * deletes the rows.
 */
export type EventPublisher = {
  /**
   * One round of the loop, oldest first, to the connected agents who may see
   * the content now. Events are emitted before the rows are deleted: a crash in
   * between repeats an event, which screens tolerate, and never loses one.
   * @returns whether more may be waiting
   */
  round(): Promise<boolean>;
  /**
   * Starts to prepare the events of this transaction, as its last statements.
   * Null: the loop publishes them.
   * @param lastMessageIds the last messages of the threads concerned
   */
  prepare(
    tx: Sql,
    announced: readonly Announced[],
    lastMessageIds: string[],
  ): PreparedEvents | null;
  /** After the commit: emits the prepared events, or wakes the loop where it must read them again. */
  publish(prepared: PreparedEvents | null): Promise<void>;
};

export type PreparedEvents = {
  rows: Row[];
  /** Rejects if preparing needed more statements than travel with the commit. */
  read: Promise<[ids: bigint[][], AddressedEvent[]]>;
  /** The publisher's count of emitted batches when preparing began. */
  turn: number;
};

const BATCH = 200;
// A literal: a generic plan assumes that a limit it cannot see returns a tenth of all rows.
const LIMIT = Prisma.raw(String(BATCH));

export function createEventPublisher(
  context: Context,
  sink: EventSink,
  /** Called with the kinds and the announcements of each batch, also when no screen is connected. */
  onPublished: (kinds: Set<Row["kind"]>, rows: Row[]) => void = () => undefined,
): EventPublisher {
  const { screens } = sink;
  // Rows that were published after their commit and wait to be deleted.
  let published: bigint[] = [];
  let rounds = 0;
  let turn = 0;

  function emit(rows: Row[], events: AddressedEvent[]): void {
    turn += 1;
    for (const { event, payload, agentIds, trace } of events)
      sink.emit(event, payload, agentIds, trace);
    onPublished(new Set(rows.map(({ kind }) => kind)), rows);
  }

  async function round(): Promise<boolean> {
    rounds += 1;
    const done = published;
    published = [];
    try {
      return await inSqlTransaction(
        context.db,
        (tx) => publishBatch(context, tx, done, emit, sink.flush),
        { planCache: "generic" },
      );
    } catch (error) {
      published.push(...done);
      throw error;
    } finally {
      rounds -= 1;
    }
  }

  return {
    round,
    prepare(tx, announced, lastMessageIds) {
      if (!screens || announced.length === 0) return null;
      const rows = announced
        .flatMap(({ announcements }) => announcements)
        .map(toRow);
      if (rows.some(isOfPeople) || rows.length > BATCH) return null;
      const events =
        screens() === 0
          ? Promise.resolve([])
          : prepareEvents(context, tx, rows, lastMessageIds);
      const ids = Promise.all(announced.map((one) => one.ids));
      const read = Promise.all([ids, events]);
      pipelineUntilCommit(read);
      return { rows, read, turn };
    },
    async publish(prepared) {
      const read = await prepared?.read.catch(() => null);
      // A batch that was emitted since, or a round under way, may hold a newer
      // state. The loop then reads it again: no screen may get an older state last.
      if (!prepared || !read || rounds > 0 || prepared.turn !== turn) {
        context.db.wakes.wake("announce");
        return;
      }
      const [ids, events] = read;
      const { rows } = prepared;
      await traced("publish events", { "parley.changes": rows.length }, () =>
        Promise.resolve(emit(rows, events)),
      );
      published.push(...ids.flat());
    },
  };
}

async function publishBatch(
  context: Context,
  tx: Sql,
  done: bigint[],
  emit: (rows: Row[], events: AddressedEvent[]) => void,
  flush: EventSink["flush"],
): Promise<boolean> {
  const [, rows] = await Promise.all([
    done.length > 0 ? remove(tx, done) : null,
    tx.$queryRaw<(Row & { heard: boolean })[]>(Prisma.sql`
      select id, kind, "threadId", "messageId", coalesce(payload, '{}'::jsonb) as payload,
        exists ${agentsHere} as heard
      from announcement order by id limit ${LIMIT} for update skip locked`),
  ]);
  if (rows.length === 0) return false;
  // An offer goes out before news for all screens: a customer waits for its answer.
  const inOrder = rows.toSorted(
    (a, b) => Number(isRing(b)) - Number(isRing(a)),
  );
  await traced("publish events", { "parley.changes": rows.length }, async () =>
    emit(rows, rows[0]?.heard ? await prepareEvents(context, tx, inOrder) : []),
  );
  // A row is the only copy of its events until all processes have them.
  await flush?.();
  await remove(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.length === BATCH;
}

function isRing({ kind }: Row): boolean {
  return kind === "offer.created" || kind === "offer.ended";
}

function remove(tx: Sql, ids: bigint[]): Promise<number> {
  return tx.$executeRaw(
    Prisma.sql`delete from announcement where id = any(${ids}::bigint[])`,
  );
}

/** The row that the loop would read. The ids only tell the rows apart. */
function toRow(item: Announcement, index: number): Row {
  return {
    id: BigInt(index),
    kind: item.kind,
    threadId: "threadId" in item ? item.threadId : null,
    messageId: "messageId" in item ? item.messageId : null,
    payload:
      "payload" in item
        ? item.payload
        : "before" in item
          ? { before: item.before }
          : {},
  };
}
