import { expect, test } from "vitest";
import { decideRoute, type RouteInput } from "./route.ts";
import { before, now } from "./test-candidates.ts";
import { mapOf, queue, to } from "./test-places.ts";

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
