import { expect, test } from "vitest";
import { LIVE_EXCHANGE_MS, waitStep, type WaitFacts } from "./wait-step.ts";

const now = new Date("2026-11-23T09:00:00Z");
const waiting: WaitFacts = {
  waits: true,
  tells: true,
  office: "open",
  paused: false,
  answeredAt: null,
  now,
};
const ago = (ms: number) => new Date(now.getTime() - ms);

test.each([
  ["waits", {}, { kind: "say" }],
  ["waits no longer", { waits: false }, { kind: "silent" }],
  ["the queue says nothing", { tells: false }, { kind: "silent" }],
  ["closed", { office: "out_of_office" }, { kind: "silent" }],
  ["a break", { office: "break" }, { kind: "silent" }],
  ["a holiday", { office: "holiday" }, { kind: "silent" }],
  ["paused", { paused: true }, { kind: "silent" }],
  [
    "just answered",
    { answeredAt: ago(60_000) },
    { kind: "later", at: ago(60_000 - LIVE_EXCHANGE_MS) },
  ],
  [
    "the exchange has died down",
    { answeredAt: ago(LIVE_EXCHANGE_MS) },
    { kind: "say" },
  ],
] as const)("%s", (_, facts, step) => {
  expect(waitStep({ ...waiting, ...facts })).toEqual(step);
});
