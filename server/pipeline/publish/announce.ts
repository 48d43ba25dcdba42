import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction, leaveToCommit } from "#server/db/transaction.ts";
import { agentsHere } from "#server/domain/access/devices-here.ts";
import type { Context } from "#server/domain/context.ts";
import type {
  Announced,
  Announcement,
} from "#server/domain/outbox/announcements.ts";
import {
  isOfPeople,
  readTellings,
  type Row,
  type Telling,
} from "./read-tellings.ts";

/** Whoever can reach screens: Socket.IO in the product, a list in a test. */
export type Announcer = {
  emit<Name extends LiveEventName>(
    event: Name,
    payload: LiveEvents[Name],
    agentIds: string[],
  ): void;
  /** Given where no other process has screens: how many are connected here. */
  screens?: () => number;
};

/**
 * Tells screens what was announced, in one of two ways. The loop reads the
 * announcements that are there, reads what they name, tells it and deletes
 * them. Whoever applies messages may have read it already, in the transaction
 * that made it true: then it is told at once after the commit, and the loop
 * only deletes the rows.
 */
export type Teller = {
  /**
   * One round of the loop: oldest first, to the connected agents who may see it
   * now. Told before the row is gone: a crash in between tells it twice, which
   * a screen bears, and never not at all, which it would not.
   * @returns whether there may be more.
   */
  round(): Promise<boolean>;
  /**
   * Begins to read what this transaction has announced, as its last
   * statements. Null: it is left to the loop.
   * @param lastMessageIds of the threads concerned.
   */
  read(
    tx: Sql,
    announced: readonly Announced[],
    lastMessageIds: string[],
  ): ReadyTellings | null;
  /** After the commit: tells it, or wakes the loop if that is what can. */
  tell(ready: ReadyTellings | null): Promise<void>;
};

export type ReadyTellings = {
  rows: Row[];
  /** Fails where more had to be asked than travels with the commit. */
  read: Promise<[ids: bigint[][], Telling[]]>;
  /** How often anything had been told when the reading began. */
  turn: number;
};

const BATCH = 200;
// Written out: of a number it does not see, a kept plan expects a tenth of all rows.
const LIMIT = Prisma.raw(String(BATCH));

export function createTeller(
  context: Context,
  announcer: Announcer,
  /** What kinds of things were told, for whoever sums them up. */
  onTold: (kinds: Set<LiveEventName>) => void = () => undefined,
): Teller {
  const { screens } = announcer;
  // Told already: of no use but to be deleted.
  let told: bigint[] = [];
  let rounds = 0;
  let turn = 0;

  function emit(rows: Row[], tellings: Telling[]): void {
    turn += 1;
    for (const telling of tellings) {
      const { event, payload, agentIds } = telling;
      announcer.emit(event, payload, agentIds);
    }
    onTold(new Set(rows.map(({ kind }) => kind)));
  }

  async function round(): Promise<boolean> {
    rounds += 1;
    const done = told;
    told = [];
    try {
      return await inSqlTransaction(
        context.db,
        (tx) => announceBatch(context, tx, done, emit),
        { plans: "kept" },
      );
    } catch (error) {
      told.push(...done);
      throw error;
    } finally {
      rounds -= 1;
    }
  }

  return {
    round,
    read(tx, announced, lastMessageIds) {
      if (!screens || announced.length === 0) return null;
      const rows = announced
        .flatMap(({ announcements }) => announcements)
        .map(toRow);
      if (rows.some(isOfPeople) || rows.length > BATCH) return null;
      const tellings =
        screens() === 0
          ? Promise.resolve([])
          : readTellings(context, tx, rows, lastMessageIds);
      const ids = Promise.all(announced.map((one) => one.ids));
      const read = Promise.all([ids, tellings]);
      leaveToCommit(read); // looked at once that is through
      return { rows, read, turn };
    },
    async tell(ready) {
      const read = await ready?.read.catch(() => null);
      // If anything was told since this was read, or is being read now, the
      // loop must read it again: nobody may be told an older state last.
      if (!ready || !read || rounds > 0 || ready.turn !== turn) {
        context.db.wakes.wake("announce");
        return;
      }
      const [ids, tellings] = read;
      emit(ready.rows, tellings);
      told.push(...ids.flat());
    },
  };
}

async function announceBatch(
  context: Context,
  tx: Sql,
  done: bigint[],
  emit: (rows: Row[], tellings: Telling[]) => void,
): Promise<boolean> {
  const [, rows] = await Promise.all([
    done.length > 0 ? remove(tx, done) : null,
    tx.$queryRaw<(Row & { heard: boolean })[]>(Prisma.sql`
      select id, kind, "threadId", "messageId", coalesce(payload, '{}'::jsonb) as payload,
        exists ${agentsHere(context.clock.now())} as heard
      from announcement order by id limit ${LIMIT} for update skip locked`),
  ]);
  if (rows.length === 0) return false;
  // A ring before the news that goes to everybody's screen: somebody waits for it.
  const inOrder = rows.toSorted(
    (a, b) => Number(isRing(b)) - Number(isRing(a)),
  );
  emit(rows, rows[0]?.heard ? await readTellings(context, tx, inOrder) : []);
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

/** As the loop would read it; the ids only tell them apart. */
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
