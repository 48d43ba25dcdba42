import { describe, expect, test } from "vitest";
import { hoursSchema, type HoursInput } from "#contract/hours/hours.ts";
import { officeTimes } from "#contract/hours/office-times.ts";

const WORKDAYS = [1, 2, 3, 4, 5];

function hours(more: Partial<HoursInput> = {}) {
  return hoursSchema.parse({
    timeZone: "Asia/Taipei",
    week: WORKDAYS.map((day) => ({ day, from: "09:00", to: "18:00" })),
    ...more,
  });
}

// Taipei is eight hours ahead, all year.
const at = (text: string) => new Date(`${text}+08:00`);
const FRIDAY_NOON = at("2026-11-20T12:00:00");
const FRIDAY_NIGHT = at("2026-11-20T22:00:00");

describe("officeTimes", () => {
  const cases: [
    name: string,
    given: ReturnType<typeof hours> | null,
    now: Date,
    state: string,
    until: Date | null,
  ][] = [
    ["no hours: always open", null, FRIDAY_NOON, "open", null],
    [
      "open until tonight",
      hours(),
      FRIDAY_NOON,
      "open",
      at("2026-11-20T18:00"),
    ],
    [
      "closed over the weekend",
      hours(),
      FRIDAY_NIGHT,
      "out_of_office",
      at("2026-11-23T09:00"),
    ],
    [
      "a break ends within the hour",
      hours({ breaks: [{ day: 5, from: "11:50", to: "12:25" }] }),
      FRIDAY_NOON,
      "break",
      at("2026-11-20T12:25"),
    ],
    [
      "to the minute",
      hours({ week: [{ day: 5, from: "09:00", to: "12:07" }] }),
      FRIDAY_NOON,
      "open",
      at("2026-11-20T12:07"),
    ],
    [
      "past midnight",
      hours({ week: [{ day: 5, from: "20:00", to: "02:30" }] }),
      FRIDAY_NIGHT,
      "open",
      at("2026-11-21T02:30"),
    ],
    [
      "a holiday is passed over",
      hours({ holidays: [{ date: "2026-11-23", name: "Founding day" }] }),
      FRIDAY_NIGHT,
      "out_of_office",
      at("2026-11-24T09:00"),
    ],
    [
      "the switch ends by itself",
      hours({
        override: {
          state: "holiday",
          until: at("2026-11-20T13:01:30").toISOString(),
        },
      }),
      FRIDAY_NOON,
      "holiday",
      at("2026-11-20T13:01:30"),
    ],
    [
      "the switch for good",
      hours({ override: { state: "open", until: null } }),
      FRIDAY_NIGHT,
      "open",
      null,
    ],
    ["never open", hours({ week: [] }), FRIDAY_NOON, "out_of_office", null],
  ];
  test.each(cases)("%s", (_name, given, now, state, until) => {
    expect(officeTimes(given, now)).toEqual({ state, until });
  });

  test("a zone that is 45 minutes off", () => {
    const kathmandu = hours({ timeZone: "Asia/Kathmandu" });
    const now = new Date("2026-11-20T12:00:00+05:45");
    expect(officeTimes(kathmandu, now).until).toEqual(
      new Date("2026-11-20T18:00:00+05:45"),
    );
  });
});
