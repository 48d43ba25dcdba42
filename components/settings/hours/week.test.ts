import { describe, expect, test } from "vitest";
import { hoursSchema } from "#contract/hours/hours.ts";
import {
  copyDay,
  fromInput,
  nextSpan,
  placeOnBar,
  runsPastMidnight,
  spansOf,
  startingHours,
  toInput,
  withPreset,
  withSpans,
} from "#components/settings/hours/week.ts";

const week = startingHours("Asia/Taipei");

describe("the week", () => {
  test("begins with a usual week that is accepted", () => {
    expect(hoursSchema.parse(week)).toEqual(week);
    expect(spansOf(week, "week", 1)).toEqual([
      { day: 1, from: "09:00", to: "18:00" },
    ]);
    expect(spansOf(week, "week", 0)).toEqual([]);
  });

  test("a day's spans are replaced, the others stay", () => {
    const changed = withSpans(week, "week", 1, [
      { from: "08:00", to: "12:00" },
    ]);
    expect(spansOf(changed, "week", 1)).toHaveLength(1);
    expect(spansOf(changed, "week", 2)).toEqual(spansOf(week, "week", 2));
  });

  test("copying goes to the days that are open, breaks too", () => {
    const lunch = withSpans(week, "breaks", 1, [
      { from: "12:00", to: "13:00" },
    ]);
    const copied = copyDay(
      withSpans(lunch, "week", 1, [{ from: "10:00", to: "19:00" }]),
      1,
    );
    expect(spansOf(copied, "week", 5)).toEqual([
      { day: 5, from: "10:00", to: "19:00" },
    ]);
    expect(spansOf(copied, "breaks", 5)).toHaveLength(1);
    expect(spansOf(copied, "week", 6)).toEqual([]);
  });

  test("every preset is accepted", () => {
    for (const preset of ["presetWork", "presetDaily", "presetAlways"] as const)
      expect(hoursSchema.safeParse(withPreset(week, preset)).success).toBe(
        true,
      );
  });
});

test("a new span comes after the last one and stays within the day", () => {
  expect(nextSpan(week, "week", 1)).toEqual({ from: "19:00", to: "22:00" });
  expect(nextSpan(withPreset(week, "presetAlways"), "week", 1)).toEqual({
    from: "23:00",
    to: "24:00",
  });
});

test.each([
  [{ from: "09:00", to: "18:00" }, false, { start: 37.5, width: 37.5 }],
  [{ from: "18:00", to: "02:00" }, true, { start: 75, width: 25 }],
  [{ from: "18:00", to: "24:00" }, false, { start: 75, width: 25 }],
  [{ from: "00:00", to: "24:00" }, false, { start: 0, width: 100 }],
])("%o on the bar", (span, past, place) => {
  expect(runsPastMidnight(span)).toBe(past);
  expect(placeOnBar(span)).toEqual(place);
});

test("midnight in a clock input is the end of the day at the end of a span", () => {
  expect(toInput("24:00")).toBe("00:00");
  expect(fromInput("00:00", true)).toBe("24:00");
  expect(fromInput("00:00", false)).toBe("00:00");
});
