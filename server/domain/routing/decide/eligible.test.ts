import { expect, test } from "vitest";
import { exclusionOf, type Exclusion, type Need } from "./eligible.ts";
import { before, candidate, need } from "./test-candidates.ts";

test.each<[Exclusion | null, Parameters<typeof candidate>[1], Partial<Need>]>([
  [null, {}, {}],
  ["disabled", { disabled: true, presence: "offline" }, {}],
  ["role", { mayOwn: false }, {}],
  ["not_member", { member: null }, {}],
  [null, { member: null }, { as: "anybody" }],
  ["logged_out", { member: { loggedIn: false } }, {}],
  [null, { member: { loggedIn: false } }, { as: "rung" }],
  ["away", { presence: "away" }, {}],
  [null, { presence: "away", member: { keepsRinging: true } }, {}],
  ["offline", { presence: "offline", member: { keepsRinging: true } }, {}],
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
