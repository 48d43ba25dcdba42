import { expect, test } from "vitest";
import { decideRoute, type RouteInput } from "./route.ts";
import { before, now } from "./test-candidates.ts";
import { mapOf, queue, to } from "./test-places.ts";

test("order: rule, account owner, last owner, destination", () => {
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
    reopenHours: 24,
  };
  const facts = {
    message: null,
    referral: null,
    adId: null,
    formId: null,
    language: null,
    labelIds: [],
    stageId: null,
    segmentIds: [],
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
    const names = preferred.map(({ agentId }) => agentId).join(", ");
    return [entry.place?.id, names || null];
  };
  expect(run({})).toEqual(["open", null]);
  expect(run({ known: mei })).toEqual(["open", "mei"]);
  expect(run({ known: { ...mei, accountOwnerId: "jun" } })).toEqual([
    "open",
    "jun, mei",
  ]);
  expect(run({ known: { ...mei, accountOwnerId: "mei" } })).toEqual([
    "open",
    "mei",
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

test("the same conversation continues within the channel's reopen hours, then it is routed again", () => {
  const facts = {
    message: null,
    referral: null,
    adId: null,
    formId: null,
    language: null,
    labelIds: [],
    stageId: null,
    segmentIds: [],
    returning: true,
  };
  const why = (
    hours: number,
    { reopenHours = 24, lastOwnerHours = 72, strategy = "hunt" } = {},
  ) =>
    decideRoute({
      channel: {
        office: "open",
        rules: [],
        destinations: {
          open: to("open"),
          out_of_office: null,
          break: null,
          holiday: null,
        },
        reopenHours,
      },
      facts,
      known: {
        accountOwnerId: null,
        lastOwnerId: "mei",
        lastOwnedAt: before(hours * 60),
      },
      map: mapOf(queue("open", { strategy: strategy as "hunt" })),
      now,
      lastOwnerHours,
    }).preferred[0]?.why ?? null;
  expect([0, 23, 24, 71, 72].map((hours) => why(hours))).toEqual([
    "reopened",
    "reopened",
    "last_owner",
    "last_owner",
    null,
  ]);
  expect(why(1, { reopenHours: 0 })).toBe("last_owner");
  expect(why(100, { reopenHours: 168 })).toBe("reopened");
  expect(why(1, { lastOwnerHours: 0 })).toBeNull();
  expect(why(1, { strategy: "manual" })).toBeNull();
});
