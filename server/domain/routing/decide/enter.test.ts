import fc from "fast-check";
import { expect, test } from "vitest";
import { enter, type Place } from "./enter.ts";
import { group, mapOf, queue, to } from "./test-places.ts";

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

test("a channel without a destination says so, and does not report a missing one", () => {
  expect(enter(null, mapOf())).toEqual({
    hops: [],
    place: null,
    isUnassigned: true,
    alert: "no_destination",
  });
});

test("a chain ends after five overflows, even in a loop", () => {
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
