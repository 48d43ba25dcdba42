import { expect, test } from "vitest";
import { clockText } from "./live-clock.tsx";
import { hoursSchema } from "#contract/hours/hours.ts";
import { countedOffice } from "./counted-office.ts";
import { waitTone } from "./wait-tone.ts";

test.each([
  [0, "0:00"],
  [42, "0:42"],
  [725, "12:05"],
  [3_599, "59:59"],
])("%i seconds are %s", (seconds, text) => {
  expect(clockText(seconds)).toBe(text);
});

test.each([
  [4, null, "calm"],
  [15, null, "soon"],
  [30, null, "late"],
  [4, 8, "soon"],
  [9, 8, "late"],
  [600, 1_440, "calm"],
] as const)(
  "a wait of %i min with a target of %s min is %s",
  (minutes, target, tone) => {
    expect(waitTone(minutes * 60_000, target && target * 60)).toBe(tone);
  },
);

test("a wait over the weekend counts the office hours alone", () => {
  const hours = hoursSchema.parse({
    timeZone: "Asia/Taipei",
    week: [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "18:00" })),
  });
  // From Friday 17:50 to Monday 09:20 in Taipei.
  const from = new Date("2026-11-27T09:50:00Z");
  const to = new Date("2026-11-30T01:20:00Z");
  const ms = countedOffice(hours, new Map(), from, to);
  expect(ms).toBe(30 * 60_000);
  expect(waitTone(ms, 3_600)).toBe("soon");
  expect(countedOffice(hours, new Map(), from, to)).toBe(ms);
});
