import type { ServiceOutcome } from "#contract/routing/routing-service.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  inSqlTransaction,
  pipelineUntilCommit,
} from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { loadMembers } from "#server/domain/assignment/candidates.ts";
import { advise, type Advice } from "#server/domain/routing/decide/advise.ts";
import {
  chosenOf,
  decideInLine,
  type Lane,
} from "#server/domain/routing/decide/in-line.ts";
import { nextRoundAt } from "#server/domain/routing/decide/next-round.ts";
import type { Selection } from "#server/domain/routing/decide/select.ts";
import {
  BATCH,
  firstInLine,
  isPaused,
  loadPassed,
  loadQueues,
  lockInLine,
  nobodyPassed,
  resetCounts,
  type DrainedQueue,
  type LockedThread,
  type Passed,
  type PlaceInLine,
  type QueuedThread,
} from "./drained-queue.ts";
import { dueIn, standingOf } from "./due.ts";
import { announceTransfer } from "#server/domain/assignment/handed-over.ts";
import {
  openOffers,
  type NewOffer,
} from "#server/domain/assignment/open-offers.ts";
import { loadOffices } from "#server/domain/routing/entry/places.ts";
import { findsNobody, watchNobody } from "./unserved.ts";
import { selectFor } from "./select-for.ts";
import { overflowTo } from "#server/domain/routing/entry/enter-destination.ts";
import {
  traceOf,
  writeTraces,
  type NewTrace,
} from "#server/domain/assignment/write-trace.ts";
import { announceMoves } from "#server/domain/messages/change-thread.ts";
import { clearTimersOf } from "#server/domain/outbox/timers.ts";
import { claim } from "#server/domain/assignment/claim.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import {
  saveThreads,
  snapshotVisibility,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";

/** Delay before another look at a thread that a short transaction holds. */
const LOOK_AGAIN_MS = 20;
/** Maximum pages of the line that one transaction reads while no one can take the first threads. */
export const MAX_PAGES = 10;

/**
 * Offers the threads that wait in these queues to agents who can take them, in one line: the longest waiting
 * first, in whichever queue. The queues must be one group that shares agents (queue-groups.ts). Only one call
 * per queue runs at a time: it holds advisory locks until the offers and their timers are committed. It also
 * locks the agents, since they may be members of another call's queues; so no limit is exceeded. All locks
 * are taken in the order of their ids. Threads locked by another transaction (a profile that arrives, a note)
 * are skipped and looked at again a moment later.
 * @param advice the services' answers, by thread. In a queue with a service, a thread without an answer waits
 *   for one, unless no one can take it.
 * @returns whether more threads may be ready at once.
 */
export async function drainQueues(
  context: Context,
  queueIds: string[],
  advice: ReadonlyMap<string, Advice> = new Map(),
): Promise<boolean> {
  const { moved, passedOver } = await inSqlTransaction(
    context.db,
    (tx) => drain(tx, queueIds, advice, context.clock.now()),
    { planCache: "generic" },
  );
  if (passedOver) lookAgain(context);
  return moved >= BATCH;
}

/**
 * Wakes the router for threads that were skipped because they were locked. Without it the customer waits for
 * the next poll.
 */
export function lookAgain({ db }: Pick<Context, "db">): void {
  setTimeout(() => db.wakes.wake("route"), LOOK_AGAIN_MS).unref();
}

type Drained = { moved: number; passedOver: boolean };
export type Lanes = Map<string, Lane<DrainedQueue>>;

async function drain(
  tx: Sql,
  queueIds: string[],
  advice: ReadonlyMap<string, Advice>,
  now: Date,
): Promise<Drained> {
  const lanes = await openLanes(tx, queueIds, now);
  const drained: Drained = { moved: 0, passedOver: false };
  let after: PlaceInLine | null = null;
  for (let page = 0; page < MAX_PAGES && drained.moved < BATCH; page += 1) {
    const places: PlaceInLine[] = await nextInLine(tx, lanes, {
      after,
      // Threads that find no free agent are marked on the first page.
      onlyFree: page > 0,
      now,
    });
    if (places.length === 0) break;
    const threads = await lockInLine(tx, places);
    drained.passedOver ||= threads.length < places.length;
    drained.moved += await giveOut(tx, { lanes, threads, advice, now });
    if (places.length < BATCH) break;
    after = places.at(-1) ?? null;
  }
  return drained;
}

/** Locks the queues that offer threads now, and their members, and loads them. */
export async function openLanes(
  tx: Sql,
  queueIds: string[],
  now: Date,
): Promise<Lanes> {
  // The statements go in one round trip: those after the locks run once the locks are held.
  const [, queues, office, members] = await Promise.all([
    tx.$executeRaw(Prisma.sql`
      select pg_advisory_xact_lock(hashtextextended('queue ' || q.id, 0))
      from (select id::text from unnest(${queueIds}::uuid[]) as x(id) order by 1) q`),
    loadQueues(tx, queueIds, now),
    loadOffices(tx, now),
    tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      select id from agent where id in (select "agentId" from queue_member where "queueId" = any(${queueIds}::uuid[]))
      order by id for no key update`),
  ]);
  const giving = queues.filter(
    ({ strategy, paused, schedule, departmentId }) =>
      strategy !== "manual" &&
      !paused &&
      office(schedule, departmentId) === "open",
  );
  if (giving.length === 0) return new Map();
  for (const queue of giving) await resetCounts(tx, queue, now);
  const ids = members.map(({ id }) => id);
  const candidates = await loadMembers(tx, giving, ids, now);
  return new Map(
    giving.map((queue) => [
      queue.id,
      { queue, candidates: candidates.get(queue.id) ?? [] },
    ]),
  );
}

type Look = { after: PlaceInLine | null; onlyFree: boolean; now: Date };

/** The next threads of all lanes in line order, locked or not. */
async function nextInLine(
  tx: Sql,
  lanes: Lanes,
  { after, onlyFree, now }: Look,
): Promise<PlaceInLine[]> {
  const heads = await Promise.all(
    [...lanes.values()].flatMap(({ queue, candidates }) => {
      const standing = standingOf(queue, candidates, now);
      return onlyFree && standing.openAfterMs === null
        ? []
        : [firstInLine(tx, dueIn(queue, standing, now), after)];
    }),
  );
  return heads.flat().sort(byPlace).slice(0, BATCH);
}

/** The order of the line. Pure. */
export function byPlace(a: PlaceInLine, b: PlaceInLine): number {
  return a.rankAt.getTime() - b.rankAt.getTime() || (a.id < b.id ? -1 : 1);
}

type Work = {
  lanes: Lanes;
  threads: LockedThread[];
  advice: ReadonlyMap<string, Advice>;
  now: Date;
};

/** @returns how many threads changed. */
async function giveOut(tx: Sql, work: Work): Promise<number> {
  const { lanes, threads, advice, now } = work;
  const rung = threads.filter(({ wasRung }) => wasRung);
  const passedBy = await loadPassed(tx, rung, now);
  const passedOf = ({ id }: ThreadState) => passedBy.get(id) ?? nobodyPassed;
  const decisions = decideInLine(
    lanes,
    threads,
    (lane, thread) => {
      const own = selectFor(lane, thread, passedOf(thread), now);
      return askedOf(lane.queue, advice, thread, own);
    },
    now,
  );
  const offers: NewOffer[] = [];
  const traces: NewTrace[] = [];
  const lines: NewMessage[] = [];
  const nobodys: string[] = [];
  const foundFor: string[] = [];
  const changed: {
    state: ThreadState;
    before: ReturnType<typeof snapshotVisibility>;
  }[] = [];
  for (const { thread: state, lane, decided } of decisions) {
    const { selection, service, asking } = decided;
    if (asking) continue;
    const before = snapshotVisibility(state);
    const wasHeld = state.heldFor !== null;
    const passed = passedOf(state);
    const acting = { state, selection, passed, lane, now };
    const outcome = await act(tx, acting);
    if (outcome === null) continue;
    const { queue } = lane;
    changed.push({ state, before });
    if (findsNobody(selection)) nobodys.push(state.id);
    else if (wasHeld) foundFor.push(state.id);
    offers.push(...outcome.offers);
    lines.push(...outcome.lines);
    traces.push({
      threadId: state.id,
      step: outcome.step,
      detail: {
        queue: { id: queue.id, name: queue.name },
        strategy: queue.strategy,
        round: state.round,
        seed: state.seed,
        pointer: queue.pointerAgentId,
        ...(service ? { service } : {}),
        ...outcome.detail,
        ...traceOf(selection),
      },
    });
  }
  await watchNobody(tx, nobodys, now);
  pipelineUntilCommit(
    openOffers(tx, offers, now),
    clearTimersOf(tx, "nobody", foundFor),
    writeTraces(tx, traces, now),
    saveThreads(
      tx,
      changed.map(({ state }) => state),
    ),
    announceMoves(tx, changed, lines),
  );
  return changed.length;
}

type Asked = {
  selection: Selection;
  service?: ServiceOutcome;
  asking?: boolean;
};

/** The queue's own selection, or the service's answer to it. `asking`: the service has not been asked yet. */
function askedOf(
  queue: DrainedQueue,
  advice: ReadonlyMap<string, Advice>,
  { id, round }: QueuedThread,
  own: Selection,
): Asked {
  if (!queue.asksService) return { selection: own };
  const said = advice.get(id);
  if (said?.round === round) {
    const { selection, outcome } = advise(own, said);
    return { selection, service: outcome };
  }
  return { selection: own, asking: own.eligible.length > 0 };
}

type Outcome = {
  step: string;
  detail: Record<string, unknown>;
  offers: NewOffer[];
  lines: NewMessage[];
};

type Acting = {
  state: QueuedThread;
  selection: Selection;
  passed: Passed;
  lane: Lane<DrainedQueue>;
  now: Date;
};

/** Carries out the selection; null: nothing changes. */
async function act(
  tx: Sql,
  { state, selection, passed, lane: { queue, candidates }, now }: Acting,
): Promise<Outcome | null> {
  const nothing = { offers: [], lines: [] };
  switch (selection.kind) {
    case "hold": {
      if (selection.reason === "round_over") {
        if (isPaused(state.roundAt, now)) return null;
        state.round += 1;
        state.seed = Math.floor(Math.random() * 1_000_000);
        const { offerSeconds } = queue;
        const { declinedAt } = passed;
        state.roundAt = nextRoundAt({ declinedAt, offerSeconds, now });
        state.heldFor = null;
        return {
          ...nothing,
          step: "round_over",
          detail: { next: state.roundAt },
        };
      }
      const why = JSON.stringify(traceOf(selection).excludedCounts);
      if (state.heldFor === why) return null;
      state.heldFor = why;
      return { ...nothing, step: "held", detail: { reason: selection.reason } };
    }
    case "overflow":
      await overflowTo(tx, state, selection.reason, now);
      return {
        ...nothing,
        step: "overflow",
        detail: { reason: selection.reason },
      };
    case "offer": {
      const byId = new Map(candidates.map((one) => [one.agentId, one]));
      const chosen = chosenOf(queue, selection.agentIds).flatMap(
        (id) => byId.get(id) ?? [],
      );
      const detail = {
        chosen: chosen.map(({ agentId, name }) => ({ agentId, name })),
        auto: queue.autoAccept,
      };
      const first = chosen[0];
      if (queue.autoAccept && first) {
        await claim(tx, state, first.agentId, now, "assigned");
        await tx.$executeRaw(Prisma.sql`
          update queue set "pointerAgentId" = ${first.agentId}::uuid where id = ${queue.id}::uuid`);
        const to = { id: first.agentId, name: first.name };
        const by = { id: queue.id, name: queue.name };
        await announceTransfer(
          tx,
          state,
          { by: null, from: null, to, queue: by },
          now,
        );
        const line = eventLine(state, null, { type: "assigned", to }, now);
        return { step: "selected", detail, offers: [], lines: [line] };
      }
      state.routing = "offered";
      state.heldFor = null;
      return {
        step: "selected",
        detail,
        offers: chosen.map(({ agentId }) =>
          offerTo(queue, state, agentId, now),
        ),
        lines: [],
      };
    }
  }
}

function offerTo(
  queue: DrainedQueue,
  state: QueuedThread,
  agentId: string,
  now: Date,
): NewOffer {
  return {
    threadId: state.id,
    agentId,
    kind: "ring",
    fromId: null,
    note: null,
    via: { type: "queue", id: queue.id },
    round: state.round,
    handedDown: state.handedDown,
    weight: state.weight,
    expiresAt: new Date(now.getTime() + queue.offerSeconds * 1000),
  };
}
