import fc from "fast-check";
import { expect, test } from "vitest";
import { nextRoundAt } from "./next-round.ts";
import { select, type SelectionInput } from "./select.ts";
import { candidate, need, now } from "./test-candidates.ts";
import { waitToOpenMs } from "./widen.ts";
import { examine, type Need } from "./eligible.ts";

/** The best skill group comes first: how long the queue waits for it, and when the next group's turn comes. */

const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

type Person = [
  id: string,
  group: number,
  how: "free" | "busy" | "wrap_up" | "away" | "logged_out",
];

const people = (list: Person[]) =>
  list.map(([id, skillGroup, how]) =>
    candidate(id, {
      presence: how === "away" ? "away" : "available",
      load: how === "busy" ? 5 : 0,
      wrapUpUntil: how === "wrap_up" ? new Date(now.getTime() + 60_000) : null,
      member: { skillGroup, loggedIn: how !== "logged_out" },
    }),
  );

const ask = (
  list: Person[],
  waited: number,
  {
    seconds = 30,
    ...more
  }: Partial<SelectionInput> & {
    seconds?: number | null;
  } = {},
) =>
  select({
    strategy: "skill_ring_all",
    candidates: people(list),
    need,
    state: {
      pointerAgentId: null,
      order: list.map(([id]) => id),
      seed: 0,
      asked: 0,
    },
    widening: { seconds, since: ago(waited) },
    canOverflow: false,
    ...more,
  });

const chosen = (outcome: ReturnType<typeof select>) =>
  outcome.kind === "offer" ? outcome.agentIds.join("") : outcome.reason;

const passedBy = (...ids: string[]): Need => ({
  ...need,
  passed: new Map(ids.map((id) => [id, "missed" as const])),
});

test.each<[string, Person[], number, string]>([
  [
    "the best is free",
    [
      ["a", 1, "free"],
      ["b", 2, "free"],
    ],
    0,
    "a",
  ],
  [
    "busy: waited for",
    [
      ["a", 1, "busy"],
      ["b", 2, "free"],
    ],
    29,
    "best_group_busy",
  ],
  [
    "so long and no longer",
    [
      ["a", 1, "busy"],
      ["b", 2, "free"],
    ],
    30,
    "b",
  ],
  [
    "finishing the last one: busy as well",
    [
      ["a", 1, "wrap_up"],
      ["b", 2, "free"],
    ],
    5,
    "best_group_busy",
  ],
  [
    "each group its time",
    [
      ["a", 1, "busy"],
      ["b", 2, "busy"],
      ["c", 3, "free"],
    ],
    59,
    "best_group_busy",
  ],
  [
    "and the third after twice that",
    [
      ["a", 1, "busy"],
      ["b", 2, "busy"],
      ["c", 3, "free"],
    ],
    60,
    "c",
  ],
  [
    "after it the best still goes before",
    [
      ["a", 1, "free"],
      ["b", 2, "free"],
    ],
    90,
    "a",
  ],
  [
    "who is away or has logged out is not waited for",
    [
      ["a", 1, "away"],
      ["b", 2, "logged_out"],
      ["c", 3, "free"],
    ],
    0,
    "c",
  ],
  [
    "one of a group is enough",
    [
      ["a", 1, "away"],
      ["b", 1, "busy"],
      ["c", 2, "free"],
    ],
    0,
    "best_group_busy",
  ],
])("%s", (_what, list, waited, outcome) => {
  expect(chosen(ask(list, waited))).toBe(outcome);
});

test("null seconds: no wait for a group; other strategies have no groups", () => {
  const list: Person[] = [
    ["a", 1, "busy"],
    ["b", 2, "free"],
  ];
  expect(chosen(ask(list, 0, { seconds: null }))).toBe("b");
  expect(chosen(ask(list, 0, { strategy: "hunt" }))).toBe("b");
});

test("a group that was asked in vain is no longer waited for; a busy group beside it is", () => {
  const list: Person[] = [
    ["a", 1, "free"],
    ["b", 2, "free"],
  ];
  expect(chosen(ask(list, 0, { need: passedBy("a") }))).toBe("b");
  const beside: Person[] = [["c", 1, "busy"], ...list];
  expect(chosen(ask(beside, 0, { need: passedBy("a") }))).toBe(
    "best_group_busy",
  );
  expect(chosen(ask(list, 0, { need: passedBy("a", "b") }))).toBe("round_over");
});

test("agents of a later group are named, with the time of their turn", () => {
  const { excluded } = ask(
    [
      ["a", 1, "busy"],
      ["b", 2, "free"],
    ],
    10,
  );
  expect(excluded).toContainEqual({
    agentId: "b",
    name: "b",
    reason: "later_group",
    until: ago(-20).toISOString(),
  });
});

const anybody = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom("free", "busy", "wrap_up", "away", "logged_out"),
  ),
  { maxLength: 10 },
);

test("no one is asked while a better group still has time; the choice never narrows, and in the end an agent is asked", () => {
  fc.assert(
    fc.property(
      anybody,
      fc.constantFrom(
        "skill_ring_all",
        "skill_hunt_random_start",
        "skill_round_robin",
        "skill_fewest_answered",
      ),
      fc.integer({ min: 5, max: 120 }),
      fc.integer({ min: 0, max: 600 }),
      (drawn, strategy, seconds, waited) => {
        const list = drawn.map(([group, how], index): Person => [
          `${index}`,
          group,
          how,
        ]);
        const isHere = ([, , how]: Person) =>
          how === "free" || how === "busy" || how === "wrap_up";
        const here = [
          ...new Set(list.filter(isHere).map(([, group]) => group)),
        ].sort();
        const outcome = ask(list, waited, { strategy, seconds });
        if (outcome.kind === "offer") {
          for (const id of outcome.agentIds) {
            const [, group, how] = list[Number(id)]!;
            expect(how).toBe("free");
            const before = here.indexOf(group);
            expect(waited).toBeGreaterThanOrEqual(before * seconds);
            // No agent of a better group is free.
            expect(
              list.some(([, other, is]) => is === "free" && other < group),
            ).toBe(false);
          }
          const later = ask(list, waited + 1, { strategy, seconds });
          expect(later.kind).toBe("offer");
        }
        const free = list.some(([, , how]) => how === "free");
        const atLast = ask(list, here.length * seconds, { strategy, seconds });
        expect(atLast.kind).toBe(free ? "offer" : "hold");
        // The database looks for exactly this moment.
        const candidates = people(list);
        const opensMs = waitToOpenMs(
          candidates,
          examine(candidates, need),
          seconds,
        );
        expect(outcome.kind === "offer").toBe(
          opensMs !== null && waited * 1000 >= opensMs,
        );
      },
    ),
  );
});

test("the next round: after ten seconds, and a ring time after the last decline", () => {
  const next = (declined: number | null, offerSeconds: number) =>
    (nextRoundAt({
      declinedAt: declined === null ? null : ago(declined),
      offerSeconds,
      now,
    }).getTime() -
      now.getTime()) /
    1000;
  expect(next(null, 30)).toBe(10);
  expect(next(0, 30)).toBe(30);
  expect(next(12, 30)).toBe(18);
  expect(next(25, 30)).toBe(10);
  expect(next(0, 5)).toBe(10);
});
