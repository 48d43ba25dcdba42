import { expect, test } from "vitest";
import { dayOf, momentOf } from "./day-input.tsx";

test("a day is the time from its first to its last moment where the reader is", () => {
  const [first, last] = [false, true].map((isEnd) =>
    momentOf("2026-11-30", isEnd),
  );
  expect(new Date(first!)).toEqual(new Date(2026, 10, 30));
  expect(new Date(last!)).toEqual(new Date(2026, 10, 30, 23, 59, 59, 999));
  expect([first, last].map((iso) => dayOf(new Date(iso!)))).toEqual([
    "2026-11-30",
    "2026-11-30",
  ]);
});

test("what is no day is none", () => {
  expect(momentOf("", false)).toBeNull();
  expect(momentOf("yesterday", true)).toBeNull();
  expect(dayOf(new Date("yesterday"))).toBe("");
});
