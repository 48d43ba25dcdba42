import { expect, test } from "vitest";
import { endOfSpan } from "./status-choices.ts";

const now = new Date(2026, 10, 20, 12, 30);

test.each([
  ["half", new Date(2026, 10, 20, 13)],
  ["hour", new Date(2026, 10, 20, 13, 30)],
  ["twoHours", new Date(2026, 10, 20, 14, 30)],
  ["today", new Date(2026, 10, 21)],
  ["open", null],
] as const)("%s ends at %s", (span, end) => {
  expect(endOfSpan(span, now)).toEqual(end);
});

test("today ends at midnight also on the last evening of a month", () => {
  expect(endOfSpan("today", new Date(2026, 10, 30, 23, 59))).toEqual(
    new Date(2026, 11, 1),
  );
});
