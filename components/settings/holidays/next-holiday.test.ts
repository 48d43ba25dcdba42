import { expect, test } from "vitest";
import { nextHoliday } from "#components/settings/holidays/next-holiday.ts";

const NOW = new Date(2026, 10, 21, 12);
const day = (date: string, more: object = {}) => ({
  date,
  name: date,
  yearly: false,
  spans: [],
  ...more,
});

test.each([
  ["none", [], null],
  ["only past ones", [day("2026-01-01")], null],
  ["today counts", [day("2026-11-21")], "2026-11-21"],
  ["the nearest", [day("2026-12-31"), day("2026-12-25")], "2026-12-25"],
  ["yearly, next year", [day("2020-01-01", { yearly: true })], "2027-01-01"],
  [
    "yearly, still to come",
    [day("2020-12-25", { yearly: true })],
    "2026-12-25",
  ],
  [
    "one that runs now",
    [day("2026-11-20", { until: "2026-11-22" }), day("2026-12-25")],
    "2026-11-20",
  ],
])("the next holiday: %s", (_name, days, date) => {
  expect(nextHoliday(days, NOW)?.date ?? null).toBe(date);
});
