import fc from "fast-check";
import { expect, test } from "vitest";
import { queueStrategySchema } from "#contract/routing/queue.ts";
import type { ChoiceState, Strategy } from "./choose.ts";
import { select } from "./select.ts";
import { candidate, need, now } from "./test-candidates.ts";

const state: ChoiceState = {
  pointerAgentId: null,
  order: [],
  seed: 0,
  asked: 0,
};

const widening = { seconds: null, since: now };

test("a round asks every eligible agent once, and no one who is not eligible", () => {
  const strategies = queueStrategySchema.options.filter(
    (name) => name !== "manual",
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...strategies),
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 3 })), {
        maxLength: 12,
      }),
      fc.nat(),
      (strategy, people, seed) => {
        const everybody = people.map(([available, skillGroup], index) =>
          candidate(`${index}`, {
            presence: available ? "available" : "away",
            member: { skillGroup, position: index },
          }),
        );
        const passed = new Map<string, "missed">();
        for (;;) {
          const outcome = select({
            strategy,
            candidates: everybody,
            need: { ...need, passed },
            state: {
              ...state,
              seed,
              asked: passed.size,
              order: everybody.map(({ agentId }) => agentId),
            },
            widening,
            canOverflow: true,
          });
          if (outcome.kind !== "offer") break;
          for (const id of outcome.agentIds) {
            expect(passed.has(id)).toBe(false);
            expect(everybody[Number(id)]?.presence).toBe("available");
            passed.set(id, "missed");
          }
        }
        const able = people.filter(([available]) => available).length;
        expect(passed.size).toBe(
          strategy === "first_three" ? Math.min(3, able) : able,
        );
      },
    ),
  );
});

test("10,000 arrivals on 100 agents: balanced never differs by more than one, and no limit is exceeded", () => {
  for (const strategy of ["balanced", "round_robin"] as const) {
    const agents = Array.from({ length: 100 }, (_, index) =>
      candidate(`${index}`, { capacity: 100, member: { position: index } }),
    );
    const owned = new Map<number, string>();
    let pointerAgentId: string | null = null;
    for (let thread = 0; thread < 10_000; thread += 1) {
      const outcome = select({
        strategy,
        candidates: agents,
        need,
        state: {
          pointerAgentId,
          order: agents.map(({ agentId }) => agentId),
          seed: thread,
          asked: 0,
        },
        widening,
        canOverflow: false,
      });
      if (outcome.kind !== "offer") throw new Error("nobody was chosen");
      const [id] = outcome.agentIds;
      const winner = agents[Number(id)];
      if (!winner || owned.has(thread)) throw new Error("two owners");
      owned.set(thread, winner.agentId);
      winner.load += 1;
      winner.lastAssignedAt = new Date(now.getTime() + thread);
      pointerAgentId = winner.agentId;
      expect(winner.load).toBeLessThanOrEqual(winner.capacity);
      if (thread % 100 === 0) {
        const loads = agents.map(({ load }) => load);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      }
    }
    expect(owned.size).toBe(10_000);
    const one = { candidates: agents, need, widening, canOverflow: false };
    const full = select({ ...one, strategy, state });
    expect(full).toMatchObject({ kind: "hold", reason: "nobody_eligible" });
    expect(new Set(full.excluded.map(({ reason }) => reason))).toEqual(
      new Set(["at_capacity"]),
    );
  }
});

test("random arrivals and departures: no limit is exceeded, and no agent is idle while a thread waits", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Strategy>("balanced", "hunt", "longest_waiting"),
      fc.array(fc.integer({ min: 0, max: 4 }), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.array(fc.boolean(), { maxLength: 80 }),
      (strategy, capacities, steps) => {
        const agents = capacities.map((capacity, index) =>
          candidate(`${index}`, { capacity }),
        );
        let waiting = 0;
        for (const arrives of steps) {
          if (arrives) waiting += 1;
          else {
            const busy = agents.find(({ load }) => load > 0);
            if (busy) busy.load -= 1;
          }
          while (waiting > 0) {
            const outcome = select({
              strategy,
              candidates: agents,
              need,
              state: { ...state, order: [] },
              widening,
              canOverflow: false,
            });
            if (outcome.kind !== "offer") break;
            agents[Number(outcome.agentIds[0])]!.load += 1;
            waiting -= 1;
          }
          const free = agents.filter((one) => one.load < one.capacity);
          expect(waiting === 0 || free.length === 0).toBe(true);
          expect(agents.every((one) => one.load <= one.capacity)).toBe(true);
        }
      },
    ),
  );
});

test("first three, then overflow; without an overflow, a new round", () => {
  const three = ["a", "b", "c", "d"].map((id) => candidate(id));
  const passed = new Map(["a", "b", "c"].map((id) => [id, "missed" as const]));
  const input = {
    strategy: "first_three" as const,
    candidates: three,
    need: { ...need, passed },
    state: { pointerAgentId: null, order: [], seed: 0, asked: 3 },
    widening,
  };
  expect(select({ ...input, canOverflow: true })).toMatchObject({
    kind: "overflow",
    reason: "no_answer",
  });
  expect(select({ ...input, canOverflow: false })).toMatchObject({
    kind: "hold",
    reason: "round_over",
  });
});
