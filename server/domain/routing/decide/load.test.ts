import { expect, test } from "vitest";
import { loadOf, SILENT_MS, weightOf } from "./load.ts";
import { before, now } from "./test-candidates.ts";

test("how much a thread adds to its owner's load", () => {
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
