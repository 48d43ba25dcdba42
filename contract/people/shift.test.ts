import { describe, expect, test } from "vitest";
import { hoursSchema } from "#contract/hours/hours.ts";
import {
  shiftReturn,
  shiftStep,
  shiftTimes,
  type ShiftPerson,
} from "#contract/people/shift.ts";

const now = new Date("2026-11-23T09:00:00Z");
const later = new Date("2026-11-23T12:00:00Z");

const here: ShiftPerson = {
  presence: "available",
  before: null,
  holds: false,
  until: null,
  connected: true,
};
const held = { ...here, presence: "away", holds: true } as const;
const gone = { ...here, presence: "offline", connected: false } as const;
const lost = { ...gone, before: "available" } as const;

const AVAILABLE = { kind: "become", presence: "available", holds: false };
const AWAY = { kind: "become", presence: "away", holds: true };
const BACK_AWAY = { kind: "return", presence: "away", holds: true };

describe("the hours begin", () => {
  test.each([
    ["whom the hours hold is available", held, AVAILABLE],
    ["but not who is not connected", { ...held, connected: false }, null],
    ["who chose to be away stays away", { ...held, holds: false }, null],
    ["available stays available", here, null],
    [
      "do not disturb was a choice",
      { ...here, presence: "dnd" as const },
      null,
    ],
    ["who went home is armed to come back", gone, BACK_AWAY],
    ["who is lost comes back to what they were", lost, null],
    [
      "who appears offline but is there chose it",
      { ...gone, connected: true },
      null,
    ],
    [
      "unless an end of the hours has been since",
      { ...gone, before: "away" as const, holds: true, connected: true },
      AVAILABLE,
    ],
  ])("%s", (_, person, step) => {
    expect(shiftStep(true, person, { ends: "away", now })).toEqual(step);
  });
});

describe("the hours end", () => {
  test.each([
    ["available becomes away", here, AWAY],
    [
      "a choice made before is over",
      { ...here, presence: "dnd" as const },
      AWAY,
    ],
    [
      "also one that looks the same",
      { ...here, presence: "away" as const },
      AWAY,
    ],
    ["one for a time lasts its time", { ...here, until: later }, null],
    ["and is over with it", { ...here, until: now }, AWAY],
    ["the hours' own end is no choice", { ...held, until: later }, null],
    ["held already", held, null],
    ["who went home comes back to it", gone, BACK_AWAY],
    ["who is lost as well", lost, BACK_AWAY],
    ["once is enough", { ...gone, before: "away" as const, holds: true }, null],
  ])("%s", (_, person, step) => {
    expect(shiftStep(false, person, { ends: "away", now })).toEqual(step);
  });

  test("to the status chosen for it", () => {
    const step = shiftStep(false, here, { ends: "transfer_only", now });
    expect(step).toEqual({ ...AWAY, presence: "transfer_only" });
    expect(
      shiftStep(false, held, { ends: "transfer_only", now }),
      "and that may change",
    ).toEqual(step);
  });
});

test("an agent who comes back gets the status of the hours", () => {
  expect(shiftReturn(true, "dnd")).toEqual(AVAILABLE);
  expect(shiftReturn(false, "dnd")).toEqual({ ...AWAY, presence: "dnd" });
});

describe("when", () => {
  const hours = hoursSchema.parse({
    timeZone: "Asia/Taipei",
    week: [
      { day: 1, from: "09:00", to: "12:00" },
      { day: 1, from: "13:00", to: "18:00" },
      { day: 1, from: "22:00", to: "06:00" },
    ],
  });
  // Monday in Taipei, eight hours ahead.
  test.each([
    ["08:30", false, "09:00"],
    ["09:00", true, "12:00"],
    ["12:10", false, "13:00"],
    ["18:00", false, "22:00"],
    ["23:00", true, "30:00"],
    ["29:59", true, "30:00"],
    ["30:00", false, `${7 * 24 + 9}:00`],
  ])("at %s", (clock, isOn, until) => {
    expect(shiftTimes(hours, taipei(clock))).toEqual({
      isOn,
      until: taipei(until),
    });
  });

  test("nothing in two weeks", () => {
    const never = { ...hours, week: [] };
    expect(shiftTimes(never, now)).toEqual({ isOn: false, until: null });
  });

  function taipei(clock: string): Date {
    const [hour = 0, minute = 0] = clock.split(":").map(Number);
    const midnight = Date.parse("2026-11-22T16:00:00Z");
    return new Date(midnight + (hour * 60 + minute) * 60_000);
  }
});
