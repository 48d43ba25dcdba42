import { expect, test } from "vitest";
import { choose, type ChoiceState, type Strategy } from "./choose.ts";
import type { Candidate } from "./eligible.ts";
import { before, candidate } from "./test-candidates.ts";

const order = ["a", "b", "c", "d", "e"];
const state: ChoiceState = { pointerAgentId: null, order, seed: 0, asked: 0 };
const all = (other: Record<string, Parameters<typeof candidate>[1]> = {}) =>
  order.map((id) => candidate(id, other[id]));
const some = (...ids: string[]) =>
  all().filter(({ agentId }) => ids.includes(agentId));

test.each<[Strategy, Candidate[], Partial<ChoiceState>, string]>([
  ["manual", all(), {}, ""],
  ["ring_all", all(), {}, "abcde"],
  ["hunt", all(), {}, "a"],
  ["hunt", some("c", "d"), {}, "c"],
  ["hunt_random_start", all(), { seed: 7 }, "c"],
  ["hunt_random_start", some("a", "b"), { seed: 2 }, "a"],
  ["round_robin", all(), { pointerAgentId: "b" }, "c"],
  ["round_robin", all(), { pointerAgentId: "e" }, "a"],
  ["round_robin", some("a", "b"), { pointerAgentId: "b" }, "a"],
  ["round_robin", some("b", "e"), { pointerAgentId: "c" }, "e"],
  ["round_robin", all(), { pointerAgentId: "gone" }, "a"],
  [
    "longest_waiting",
    all({
      a: { lastAssignedAt: before(5) },
      b: { lastAssignedAt: before(90), member: { loggedInAt: before(3) } },
      c: { lastAssignedAt: before(9), member: { loggedInAt: before(20) } },
      d: { lastAssignedAt: before(9), load: 1 },
      e: { lastAssignedAt: before(8) },
    }),
    {},
    "c",
  ],
  [
    "least_handle_time",
    all({
      a: { member: { handleMs: 9 } },
      b: { member: { handleMs: 3 } },
      c: { member: { handleMs: 4 } },
      d: { member: { handleMs: 3 } },
      e: { member: { handleMs: 3 } },
    }),
    {},
    "b",
  ],
  [
    "fewest_answered",
    all({ a: { member: { answered: 1 } } }).slice(0, 2),
    {},
    "b",
  ],
  ["hunt_by_threes", all(), {}, "abc"],
  ["hunt_by_threes", some("d", "e"), { asked: 3 }, "de"],
  ["first_three", all(), {}, "abc"],
  ["first_three", some("d", "e"), { asked: 3 }, ""],
  [
    "skill_ring_all",
    all({
      a: { member: { skillGroup: 2 } },
      b: { member: { skillGroup: 2 } },
      e: { member: { skillGroup: 3 } },
    }),
    {},
    "cd",
  ],
  [
    "skill_hunt_random_start",
    all({ a: { member: { skillGroup: 2 } } }),
    { seed: 5 },
    "b",
  ],
  [
    "skill_round_robin",
    all({
      c: { member: { skillGroup: 2 } },
      d: { member: { skillGroup: 2 } },
    }),
    { pointerAgentId: "b" },
    "e",
  ],
  [
    "skill_fewest_answered",
    all({
      a: { member: { skillGroup: 2, answered: 0 } },
      b: { member: { answered: 7 } },
      c: { member: { answered: 6 } },
      d: { member: { skillGroup: 2 } },
      e: { member: { skillGroup: 9 } },
    }),
    {},
    "c",
  ],
  [
    "balanced",
    all({
      a: { load: 2 },
      b: { load: 1, lastAssignedAt: before(1) },
      c: { load: 1, lastAssignedAt: before(2) },
      d: { load: 1, lastAssignedAt: before(1) },
      e: { load: 3 },
    }),
    {},
    "c",
  ],
])("%s of %#", (strategy, eligible, known, chosen) => {
  expect(choose(strategy, eligible, { ...state, ...known }).join("")).toBe(
    chosen,
  );
});
