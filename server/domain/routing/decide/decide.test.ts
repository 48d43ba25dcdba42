import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { queueStrategySchema } from "#contract/shapes.ts";
import { choose, type ChoiceState, type Strategy } from "./choose.ts";
import {
  exclusionOf,
  type Candidate,
  type Exclusion,
  type Membership,
  type Need,
} from "./eligible.ts";
import { enter, type Place, type RoutingMap } from "./enter.ts";
import { loadOf, SILENT_MS, weightOf } from "./load.ts";
import { decideRoute, type RouteInput } from "./route.ts";
import { select } from "./select.ts";

const now = new Date("2026-11-20T10:00:00Z");
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

function candidate(
  agentId: string,
  other: Partial<Omit<Candidate, "member">> & {
    member?: Partial<Membership> | null;
  } = {},
): Candidate {
  const { member, ...rest } = other;
  return {
    agentId,
    name: agentId,
    disabled: false,
    mayOwn: true,
    presence: "available",
    connected: true,
    capacity: 5,
    load: 0,
    queueLoad: 0,
    channelLoad: 0,
    wrapUpUntil: null,
    lastAssignedAt: null,
    handedDown: 0,
    ...rest,
    member:
      member === null
        ? null
        : {
            position: 0,
            loggedIn: true,
            loggedInAt: before(600),
            skillGroup: 1,
            answered: 0,
            handleMs: 0,
            ...member,
          },
  };
}

const need: Need = {
  now,
  weight: 1,
  queueLimit: null,
  channelLimit: null,
  passed: new Map(),
  handedDown: false,
  as: "member",
};

test.each<[Exclusion | null, Parameters<typeof candidate>[1], Partial<Need>]>([
  [null, {}, {}],
  ["disabled", { disabled: true, presence: "offline" }, {}],
  ["role", { mayOwn: false }, {}],
  ["not_member", { member: null }, {}],
  [null, { member: null }, { as: "anybody" }],
  ["logged_out", { member: { loggedIn: false } }, {}],
  [null, { member: { loggedIn: false } }, { as: "rung" }],
  ["away", { presence: "away" }, {}],
  ["dnd", { presence: "dnd" }, {}],
  ["transfer_only", { presence: "transfer_only" }, {}],
  ["offline", { presence: "offline" }, { as: "rung" }],
  ["not_connected", { connected: false }, {}],
  ["wrap_up", { wrapUpUntil: before(-1) }, {}],
  [null, { wrapUpUntil: before(1) }, {}],
  [null, { wrapUpUntil: before(-1) }, { as: "rung" }],
  ["declined", {}, { passed: new Map([["a", "declined"]]) }],
  ["missed", {}, { passed: new Map([["a", "missed"]]), as: "rung" }],
  ["at_capacity", { load: 5 }, {}],
  [null, { load: 4 }, {}],
  ["at_capacity", { load: 4 }, { weight: 2 }],
  [null, { load: 5 }, { as: "rung" }],
  ["queue_limit", { queueLoad: 2 }, { queueLimit: 2 }],
  ["channel_limit", { channelLoad: 3 }, { channelLimit: 3 }],
  ["handed_down_enough", { handedDown: 2 }, { handedDown: true }],
  [null, { handedDown: 2 }, {}],
])("%s", (reason, is, asks) => {
  expect(exclusionOf(candidate("a", is), { ...need, ...asks })).toBe(reason);
});

describe("strategies", () => {
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

  test("nobody is chosen twice in a round, nobody who is not eligible, and a round asks all", () => {
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
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(
            1,
          );
        }
      }
      expect(owned.size).toBe(10_000);
      const one = { candidates: agents, need, canOverflow: false };
      const full = select({ ...one, strategy, state });
      expect(full).toMatchObject({ kind: "hold", reason: "nobody_eligible" });
      expect(new Set(full.excluded.map(({ reason }) => reason))).toEqual(
        new Set(["at_capacity"]),
      );
    }
  });

  test("arrivals and departures at random: no limit is exceeded, nobody idle while somebody waits", () => {
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
});

test("first three, then on; without anywhere to go a new round", () => {
  const three = ["a", "b", "c", "d"].map((id) => candidate(id));
  const passed = new Map(["a", "b", "c"].map((id) => [id, "missed" as const]));
  const input = {
    strategy: "first_three" as const,
    candidates: three,
    need: { ...need, passed },
    state: { pointerAgentId: null, order: [], seed: 0, asked: 3 },
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

test("what a thread counts", () => {
  const thread = {
    status: "open" as const,
    waitingSince: null,
    lastCustomerAt: before(9),
    weight: 2,
  };
  const silent = new Date(now.getTime() - SILENT_MS);
  expect(weightOf(thread, now)).toBe(2);
  expect(weightOf({ ...thread, lastCustomerAt: silent }, now)).toBe(0);
  expect(weightOf({ ...thread, lastCustomerAt: null }, now)).toBe(0);
  const owed = { ...thread, lastCustomerAt: silent, waitingSince: silent };
  expect(weightOf(owed, now)).toBe(2);
  expect(weightOf({ ...owed, status: "snoozed" }, now)).toBe(0);
  expect(weightOf({ ...owed, status: "closed" }, now)).toBe(0);
  expect(loadOf([thread, owed, { ...thread, status: "closed" }], now)).toBe(4);
});

// ── Entering ────────────────────────────────────────────────────────────────

type QueuePlace = Extract<Place, { type: "queue" }>;
type GroupPlace = Extract<Place, { type: "ring_group" }>;

const to = (id: string, type: Place["type"] = "queue") => ({ type, id });
const queue = (id: string, is: Partial<QueuePlace> = {}): QueuePlace => ({
  type: "queue",
  id,
  name: id,
  departmentId: null,
  strategy: "ring_all",
  office: "open",
  paused: false,
  loggedIn: 2,
  waiting: 0,
  maxWaiting: null,
  maxWaitSeconds: null,
  priority: 0,
  pausedMessage: null,
  overflow: null,
  ...is,
});
const group = (id: string, is: Partial<GroupPlace> = {}): GroupPlace => ({
  type: "ring_group",
  id,
  name: id,
  departmentId: null,
  strategy: "ring_all",
  office: "open",
  members: 2,
  noAnswer: null,
  closed: { out_of_office: null, break: null, holiday: null },
  ...is,
});
const mapOf =
  (...places: Place[]): RoutingMap =>
  (at) =>
    places.find(({ type, id }) => type === at.type && id === at.id) ?? null;
const way = (...places: Place[]) => {
  const entry = enter(
    to(places[0]?.id ?? "none", places[0]?.type),
    mapOf(...places),
  );
  const hops = entry.hops.map(({ to: { id }, reason }) => `${id}:${reason}`);
  return {
    hops: hops.join(" "),
    at: entry.isUnassigned ? null : (entry.place?.id ?? null),
    alert: entry.alert,
  };
};

test.each<[string, Place[], string, string | null, string | null]>([
  ["stays", [queue("a")], "a:null", "a", null],
  [
    "nobody logged in goes on at once",
    [queue("a", { loggedIn: 0, overflow: to("b") }), queue("b")],
    "a:nobody_logged_in b:null",
    "b",
    null,
  ],
  [
    "nobody logged in and nowhere to go is held, and told",
    [queue("a", { loggedIn: 0 })],
    "a:nobody_logged_in",
    "a",
    "nobody_logged_in",
  ],
  [
    "a full one goes on",
    [queue("a", { waiting: 3, maxWaiting: 3, overflow: to("b") }), queue("b")],
    "a:queue_full b:null",
    "b",
    null,
  ],
  [
    "a full one at the end leaves it unassigned",
    [queue("a", { waiting: 3, maxWaiting: 3 })],
    "a:queue_full",
    null,
    "queue_full",
  ],
  [
    "hours come first; without a way on it waits for the morning",
    [queue("a", { office: "holiday", loggedIn: 0 })],
    "a:outside_hours",
    "a",
    null,
  ],
  [
    "a paused one hands on",
    [queue("a", { paused: true, overflow: to("b") }), queue("b")],
    "a:paused b:null",
    "b",
    null,
  ],
  [
    "a ring group has a way for each kind of closed",
    [
      group("a", {
        office: "break",
        noAnswer: to("n"),
        closed: { out_of_office: null, break: to("b"), holiday: null },
      }),
      queue("b"),
      queue("n"),
    ],
    "a:outside_hours b:null",
    "b",
    null,
  ],
  [
    "else as without an answer",
    [group("a", { office: "holiday", noAnswer: to("n") }), queue("n")],
    "a:outside_hours n:null",
    "n",
    null,
  ],
  [
    "an empty ring group",
    [group("a", { members: 0 })],
    "a:no_members",
    null,
    "no_members",
  ],
  ["something gone", [], "none:missing", null, "missing"],
])("%s", (_what, places, hops, at, alert) => {
  expect(way(...places)).toEqual({ hops, at, alert });
});

test("a chain ends after five hand-overs whatever it looks like", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 9 })), {
        minLength: 1,
        maxLength: 10,
      }),
      (nodes) => {
        const places = nodes.map(([takes, next], index) =>
          queue(`${index}`, {
            loggedIn: takes ? 1 : 0,
            overflow: to(`${next % nodes.length}`),
          }),
        );
        const entry = enter(to("0"), mapOf(...places));
        expect(entry.hops.length).toBeLessThanOrEqual(6);
        if (!entry.isUnassigned)
          expect(entry.place).toMatchObject({ loggedIn: 1 });
        else expect(entry.alert).not.toBeNull();
      },
    ),
  );
});

test("rule, account owner, last owner, destination", () => {
  const map = mapOf(
    queue("open"),
    queue("night"),
    queue("ads"),
    queue("self", { strategy: "manual" }),
  );
  const channel = {
    office: "open" as const,
    rules: [
      {
        name: "Ads",
        enabled: true,
        during: "open" as const,
        when: { ad: ["*"] },
        to: to("ads"),
      },
    ],
    destinations: {
      open: to("open"),
      out_of_office: to("night"),
      break: null,
      holiday: null,
    },
  };
  const facts = {
    referral: null,
    adId: null,
    language: null,
    labelIds: [],
    returning: false,
  };
  const stranger = {
    accountOwnerId: null,
    lastOwnerId: null,
    lastOwnedAt: null,
  };
  const mei = { ...stranger, lastOwnerId: "mei", lastOwnedAt: before(71 * 60) };
  const base = {
    channel,
    facts,
    known: stranger,
    map,
    now,
    lastOwnerHours: 72,
  };
  const run = (other: Partial<RouteInput>) => {
    const { entry, preferred } = decideRoute({ ...base, ...other });
    return [entry.place?.id, preferred?.agentId ?? null];
  };
  expect(run({})).toEqual(["open", null]);
  expect(run({ known: mei })).toEqual(["open", "mei"]);
  expect(run({ known: { ...mei, accountOwnerId: "jun" } })).toEqual([
    "open",
    "jun",
  ]);
  expect(run({ known: { ...mei, lastOwnedAt: before(73 * 60) } })).toEqual([
    "open",
    null,
  ]);
  expect(run({ known: mei, lastOwnerHours: 0 })).toEqual(["open", null]);
  expect(run({ facts: { ...facts, adId: "1" } })).toEqual(["ads", null]);
  const night = { ...channel, office: "out_of_office" as const };
  expect(run({ channel: night, facts: { ...facts, adId: "1" } })).toEqual([
    "night",
    null,
  ]);
  expect(run({ channel: { ...channel, office: "break" } as never })).toEqual([
    "open",
    null,
  ]);
  const self = {
    ...channel,
    destinations: { ...channel.destinations, open: to("self") },
  };
  expect(run({ channel: self, known: mei })).toEqual(["self", null]);
});
