import { expect, test } from "vitest";
import type { Strategy } from "./choose.ts";
import { exclusionOf, type Need } from "./eligible.ts";
import {
  decideInLine,
  forChannel,
  type InLine,
  type Lane,
  type LoadedCandidate,
} from "./in-line.ts";
import { select } from "./select.ts";
import { candidate, need, now } from "./test-candidates.ts";

type Queue = Lane["queue"] & {
  strategy: Strategy;
  agentLimit: number | null;
};
type Thread = InLine & { passed: string[]; channelLimit: number | null };

/** Repeatable pseudo-random numbers. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

const STRATEGIES = [
  "ring_all",
  "hunt",
  "hunt_random_start",
  "round_robin",
  "longest_waiting",
  "balanced",
  "hunt_by_threes",
] as const;

/** Creates agents with a little room in some of several queues, and threads that wait in those queues. */
function someHouse(roll: (sides: number) => number) {
  const agents = Array.from({ length: 1 + roll(6) }, (_, index) => ({
    id: `a${index}`,
    capacity: roll(4),
    away: roll(5) === 0,
  }));
  const lanes = new Map(
    Array.from({ length: 1 + roll(5) }, (_, index) => {
      const queue: Queue = {
        id: `q${index}`,
        autoAccept: roll(4) === 0,
        pointerAgentId: null,
        strategy: STRATEGIES[roll(STRATEGIES.length)]!,
        agentLimit: roll(4) === 0 ? 1 : null,
      };
      const members = agents.filter(() => roll(2) === 0);
      const candidates = members.map(
        ({ id, capacity, away }): LoadedCandidate => ({
          ...candidate(id, {
            capacity,
            presence: away ? "away" : "available",
          }),
          byChannel: new Map(),
        }),
      );
      return [queue.id, { queue, candidates }] as const;
    }),
  );
  const threads = Array.from({ length: roll(14) }, (_, index): Thread => ({
    id: `t${String(index).padStart(2, "0")}`,
    routedToId: `q${roll(lanes.size)}`,
    channelId: `c${roll(2)}`,
    channelLimit: roll(4) === 0 ? 1 : null,
    weight: 1 + roll(2),
    handedDown: roll(6) === 0,
    passed: agents.filter(() => roll(6) === 0).map(({ id }) => id),
  }));
  return { lanes, threads };
}

function needOf({ queue }: Lane<Queue>, thread: Thread): Need {
  return {
    ...need,
    weight: thread.weight,
    queueLimit: queue.agentLimit,
    channelLimit: thread.channelLimit,
    handedDown: thread.handedDown,
    passed: new Map(thread.passed.map((id) => [id, "declined" as const])),
  };
}

const decide = (lane: Lane<Queue>, thread: Thread) => ({
  selection: select({
    strategy: lane.queue.strategy,
    candidates: forChannel(lane.candidates, thread.channelId),
    need: needOf(lane, thread),
    state: {
      pointerAgentId: lane.queue.pointerAgentId,
      order: lane.candidates.map(({ agentId }) => agentId),
      seed: 7,
      asked: 0,
    },
    widening: { seconds: null, since: now },
    canOverflow: false,
  }),
});

test("across all queues, no thread waits behind a later one that the same agent could have taken", () => {
  const roll = dice(11);
  let given = 0;
  let waiting = 0;
  for (let round = 0; round < 2_000; round += 1) {
    const { lanes, threads } = someHouse(roll);
    // The candidates before any thread is given out.
    const before = structuredClone([...lanes]);
    const decisions = decideInLine(lanes, threads, decide, now);
    expect(decisions.map(({ thread }) => thread.id)).toEqual(
      threads.map(({ id }) => id),
    );
    // Replays the decisions one by one in the order of the line, by the rules alone.
    const standing = new Map(before);
    const waits: Thread[] = [];
    for (const { thread, lane, decided } of decisions) {
      const { selection } = decided;
      if (selection.kind !== "offer") {
        waits.push(thread);
        waiting += 1;
        continue;
      }
      const ids = lane.queue.autoAccept
        ? selection.agentIds.slice(0, 1)
        : selection.agentIds;
      given += 1;
      for (const agentId of ids) {
        for (const earlier of waits)
          expect(
            couldTake(standing, earlier, agentId),
            `${agentId} gets ${thread.id} and could have taken ${earlier.id}`,
          ).toBe(false);
      }
      for (const agentId of ids) carry(standing, thread, agentId);
    }
  }
  expect(given).toBeGreaterThan(1_000);
  expect(waiting).toBeGreaterThan(1_000);
});

function couldTake(
  standing: Map<string, Lane<Queue>>,
  thread: Thread,
  agentId: string,
): boolean {
  const lane = standing.get(thread.routedToId ?? "")!;
  const [one] = forChannel(lane.candidates, thread.channelId).filter(
    (each) => each.agentId === agentId,
  );
  return one !== undefined && exclusionOf(one, needOf(lane, thread)) === null;
}

/** Adds a thread to an agent's load, independently of the code under test. */
function carry(
  standing: Map<string, Lane<Queue>>,
  { routedToId, channelId, weight, handedDown }: Thread,
  agentId: string,
): void {
  for (const [id, { candidates }] of standing)
    for (const one of candidates) {
      if (one.agentId !== agentId) continue;
      one.load += weight;
      if (id === routedToId) one.queueLoad += weight;
      const had = one.byChannel.get(channelId) ?? 0;
      one.byChannel.set(channelId, had + weight);
      if (handedDown) one.handedDown += 1;
    }
}

test("a thread whose service has not answered yet keeps its agent free", () => {
  const queues = ["q0", "q1"].map((id) => ({
    id,
    autoAccept: false,
    pointerAgentId: null,
    strategy: "hunt" as const,
    agentLimit: null,
  }));
  const lanes = new Map(
    queues.map((queue) => {
      const only = { ...candidate("a", { capacity: 1 }), byChannel: new Map() };
      return [queue.id, { queue, candidates: [only] }];
    }),
  );
  const threads = queues.map(({ id }, index): Thread => ({
    id: `t${index}`,
    routedToId: id,
    channelId: "c",
    channelLimit: null,
    weight: 1,
    handedDown: false,
    passed: [],
  }));
  const decisions = decideInLine(
    lanes,
    threads,
    (lane, thread) => ({
      ...decide(lane, thread),
      asking: thread.id === "t0",
    }),
    now,
  );
  expect(decisions.map(({ decided }) => decided.selection.kind)).toEqual([
    "offer",
    "hold",
  ]);
});
