import type { ServiceOutcome } from "#contract/routing-service.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction, leaveToCommit } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  addLoad,
  forChannel,
  loadCandidates,
  type LoadedCandidate,
} from "#server/domain/routing/candidates.ts";
import { advise, type Advice } from "#server/domain/routing/decide/advise.ts";
import { countPassed } from "#server/domain/routing/decide/eligible.ts";
import { nextRoundAt } from "#server/domain/routing/decide/next-round.ts";
import {
  select,
  type Selection,
} from "#server/domain/routing/decide/select.ts";
import {
  BATCH,
  isPaused,
  loadPassed,
  loadQueue,
  lockQueued,
  resetCounts,
  type DrainedQueue,
  type LockedThread,
  type Passed,
  type QueuedThread,
} from "#server/domain/routing/drained-queue.ts";
import {
  countDue,
  dueIn,
  freshNeed,
  standingOf,
} from "#server/domain/routing/due.ts";
import {
  openOffers,
  type NewOffer,
} from "#server/domain/routing/open-offers.ts";
import { loadOffices } from "#server/domain/routing/places.ts";
import { handOn } from "#server/domain/routing/settle.ts";
import {
  traceOf,
  writeTraces,
  type NewTrace,
} from "#server/domain/routing/write-trace.ts";
import { announceMoves } from "#server/domain/threads/change-thread.ts";
import { claim } from "#server/domain/threads/claim.ts";
import { eventLine } from "#server/domain/threads/event-line.ts";
import type { NewMessage } from "#server/domain/threads/insert-messages.ts";
import {
  saveThreads,
  sightOf,
  type ThreadState,
} from "#server/domain/threads/thread-state.ts";

/** Somebody else holds a thread for the length of a transaction. */
const LOOK_AGAIN_MS = 20;

/**
 * Offers what waits in a queue to whoever can take it, the longest waiting
 * first. One at a time per queue: the advisory lock is held until the offers
 * and their clocks are committed. Agents are locked as well, since they may
 * stand in several queues: no limit is exceeded. Threads that somebody else
 * holds at the moment (a profile that comes in, a note) are passed over, and
 * looked for again a moment later.
 * @param advice of the queue's service, by thread; where the queue asks one,
 * what it was not asked about waits until it was, unless nobody could take it.
 * @returns whether there may be more at once.
 */
export async function drainQueue(
  context: Context,
  queueId: string,
  advice: ReadonlyMap<string, Advice> = new Map(),
): Promise<boolean> {
  const { moved, passedOver } = await inSqlTransaction(
    context.db,
    (tx) => drain(tx, queueId, advice, context.clock.now()),
    { plans: "kept" },
  );
  if (moved > 0) context.wake("announce");
  if (passedOver) lookAgain(context);
  return moved === BATCH;
}

/** For threads that were passed over because somebody held them: the poll would let a customer wait for no reason. */
export function lookAgain(context: Context): void {
  setTimeout(() => context.wake("route"), LOOK_AGAIN_MS).unref();
}

type Drained = { moved: number; passedOver: boolean };

async function drain(
  tx: Sql,
  queueId: string,
  advice: ReadonlyMap<string, Advice>,
  now: Date,
): Promise<Drained> {
  const nothing = { moved: 0, passedOver: false };
  // Sent together: what follows the locks is read when they are held.
  const [, queue, office, members] = await Promise.all([
    tx.$executeRaw(Prisma.sql`
      select pg_advisory_xact_lock(hashtextextended(${`queue ${queueId}`}, 0))`),
    loadQueue(tx, queueId, now),
    loadOffices(tx, now),
    tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      select id from agent where id in (select "agentId" from queue_member where "queueId" = ${queueId}::uuid)
      order by id for no key update`),
  ]);
  if (!queue || queue.strategy === "manual" || queue.paused) return nothing;
  if (office(queue.schedule, queue.departmentId) !== "open") return nothing;
  await resetCounts(tx, queue, now);
  const candidates = await loadCandidates(
    tx,
    { ...queue, type: "queue" },
    now,
    members.map(({ id }) => id),
  );
  const due = dueIn(queue, standingOf(queue, candidates, now), now);
  const [threads, all] = await Promise.all([
    lockQueued(tx, due),
    countDue(tx, due),
  ]);
  const passedOver = threads.length < all;
  if (threads.length === 0) return { moved: 0, passedOver };
  const moved = await giveOut(tx, { queue, candidates, threads, advice, now });
  return { moved, passedOver };
}

type Work = {
  queue: DrainedQueue;
  candidates: LoadedCandidate[];
  threads: LockedThread[];
  advice: ReadonlyMap<string, Advice>;
  now: Date;
};

/** @returns how many threads changed */
async function giveOut(tx: Sql, work: Work): Promise<number> {
  const { queue, threads, now } = work;
  const rung = threads.filter(({ wasRung }) => wasRung);
  const passedBy = await loadPassed(tx, rung, now);
  const offers: NewOffer[] = [];
  const traces: NewTrace[] = [];
  const lines: NewMessage[] = [];
  const changed: { state: ThreadState; before: ReturnType<typeof sightOf> }[] =
    [];
  for (const state of threads) {
    const before = sightOf(state);
    const passed = passedBy.get(state.id) ?? nobodyPassed;
    const own = selectFor(work, state, passed.by);
    const asked = askedOf(work, state, own);
    if (asked === "not_yet") continue;
    const { selection, service } = asked;
    const outcome = await act(tx, work, { state, selection, passed });
    if (outcome === null) continue;
    changed.push({ state, before });
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
  leaveToCommit(
    openOffers(tx, offers, now),
    writeTraces(tx, traces, now),
    saveThreads(
      tx,
      changed.map(({ state }) => state),
    ),
    announceMoves(tx, changed, lines),
  );
  return changed.length;
}

/** The queue's own selection, or what its service makes of it. */
function askedOf(
  { queue, advice }: Work,
  { id, round }: QueuedThread,
  own: Selection,
): { selection: Selection; service?: ServiceOutcome } | "not_yet" {
  if (!queue.asksService) return { selection: own };
  const said = advice.get(id);
  if (said?.round === round) {
    const { selection, outcome } = advise(own, said);
    return { selection, service: outcome };
  }
  return own.eligible.length > 0 ? "not_yet" : { selection: own };
}

type Outcome = {
  step: string;
  detail: Record<string, unknown>;
  offers: NewOffer[];
  lines: NewMessage[];
};

type Selected = { state: QueuedThread; selection: Selection; passed: Passed };

const nobodyPassed: Passed = { by: new Map(), declinedAt: null };

/** Does what was selected; null: nothing new. */
async function act(
  tx: Sql,
  { queue, candidates, now }: Work,
  { state, selection, passed }: Selected,
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
      await handOn(tx, state, selection.reason, now);
      return {
        ...nothing,
        step: "overflow",
        detail: { reason: selection.reason },
      };
    case "offer": {
      const byId = new Map(candidates.map((one) => [one.agentId, one]));
      const chosen = selection.agentIds.flatMap((id) => byId.get(id) ?? []);
      for (const one of chosen)
        addLoad(one, state.channelId, state.weight, state.handedDown, now);
      const detail = {
        chosen: chosen.map(({ agentId, name }) => ({ agentId, name })),
        auto: queue.autoAccept,
      };
      const first = chosen[0];
      if (queue.autoAccept && first) {
        await claim(tx, state, first.agentId, now, "assigned");
        queue.pointerAgentId = first.agentId;
        await tx.$executeRaw(Prisma.sql`
          update queue set "pointerAgentId" = ${first.agentId}::uuid where id = ${queue.id}::uuid`);
        const to = { id: first.agentId, name: first.name };
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

/** The pure decision for one thread of the queue; what-if asks here as well. */
export function selectFor(
  { queue, candidates, now }: Omit<Work, "threads" | "advice">,
  thread: Pick<
    QueuedThread,
    "channelId" | "weight" | "channelLimit" | "handedDown" | "seed" | "queuedAt"
  >,
  passed: Passed["by"],
): Selection {
  return select({
    strategy: queue.strategy,
    candidates: forChannel(candidates, thread.channelId),
    need: {
      ...freshNeed(queue, now),
      weight: thread.weight,
      channelLimit: thread.channelLimit,
      passed,
      handedDown: thread.handedDown,
    },
    state: {
      pointerAgentId: queue.pointerAgentId,
      order: candidates.map(({ agentId }) => agentId),
      seed: thread.seed,
      asked: countPassed(passed),
    },
    widening: { seconds: queue.widenSeconds, since: thread.queuedAt ?? now },
    canOverflow: queue.canOverflow,
  });
}
