import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  hoursSchema,
  readHours,
  type HoursInput,
} from "#contract/hours/hours.ts";
import { isOpen, officeState } from "#contract/hours/office-state.ts";

const WEEKDAYS = [1, 2, 3, 4, 5];

const hours = (input: Partial<HoursInput>) =>
  hoursSchema.parse({ timeZone: "Asia/Taipei", week: [], ...input });

const office = hours({
  week: WEEKDAYS.flatMap((day) => [
    { day, from: "09:00", to: "12:00" },
    { day, from: "13:00", to: "18:00" },
  ]),
  breaks: WEEKDAYS.map((day) => ({ day, from: "15:00", to: "15:15" })),
  holidays: [
    { date: "2026-10-10", yearly: true, name: "國慶日" },
    { date: "2026-02-16", until: "2026-02-20", name: "春節" },
    { date: "2026-12-24", spans: [{ from: "09:00", to: "11:00" }] },
  ],
});

// 2026-11-16 is a Monday; Taipei is UTC+8 all the year.
describe("a week in Taipei", () => {
  test.each([
    ["2026-11-16T09:00:00+08:00", "open"],
    ["2026-11-16T08:59:59+08:00", "out_of_office"],
    ["2026-11-16T12:00:00+08:00", "out_of_office"],
    ["2026-11-16T12:59:59+08:00", "out_of_office"],
    ["2026-11-16T13:00:00+08:00", "open"],
    ["2026-11-16T15:14:59+08:00", "break"],
    ["2026-11-16T15:15:00+08:00", "open"],
    ["2026-11-16T18:00:00+08:00", "out_of_office"],
    ["2026-11-15T10:00:00+08:00", "out_of_office"],
    ["2026-02-18T10:00:00+08:00", "holiday"],
    ["2026-02-23T10:00:00+08:00", "open"],
    ["2028-10-10T10:00:00+08:00", "holiday"],
    ["2026-12-24T10:00:00+08:00", "open"],
    ["2026-12-24T14:00:00+08:00", "holiday"],
  ])("%s: %s", (at, state) => {
    expect(officeState(office, new Date(at))).toBe(state);
  });
});

test("past midnight, and a holiday that ends a night shift's day", () => {
  const night = hours({
    week: [{ day: 5, from: "22:00", to: "06:00" }], // Friday night
    breaks: [{ day: 5, from: "23:30", to: "00:30" }],
    holidays: [{ date: "2026-11-27" }],
  });
  const at = (text: string) => officeState(night, new Date(`${text}+08:00`));
  expect(at("2026-11-20T21:59:00")).toBe("out_of_office");
  expect(at("2026-11-20T22:00:00")).toBe("open");
  expect(at("2026-11-21T00:10:00")).toBe("break");
  expect(at("2026-11-21T05:59:00")).toBe("open");
  expect(at("2026-11-21T06:00:00")).toBe("out_of_office");
  expect(at("2026-11-27T23:00:00")).toBe("holiday");
  expect(at("2026-11-28T01:00:00")).toBe("out_of_office");
  const always = hours({
    week: [0, 1, 2, 3, 4, 5, 6].map((day) => ({
      day,
      from: "00:00",
      to: "24:00",
    })),
  });
  expect(isOpen(always, new Date())).toBe(true);
});

test("summer time moves nothing: nine is nine before and after", () => {
  const berlin = hours({
    timeZone: "Europe/Berlin",
    week: [0, 1].map((day) => ({ day, from: "02:30", to: "10:00" })),
  });
  // 2026-03-29: 02:00 → 03:00. The span's first half hour does not exist that day.
  expect(isOpen(berlin, new Date("2026-03-29T00:59:00Z"))).toBe(false);
  expect(isOpen(berlin, new Date("2026-03-29T01:00:00Z"))).toBe(true);
  expect(isOpen(berlin, new Date("2026-03-29T07:59:00Z"))).toBe(true);
  expect(isOpen(berlin, new Date("2026-03-29T08:00:00Z"))).toBe(false);
  // 2026-10-25: 03:00 → 02:00. 02:30 comes twice and both are open.
  expect(isOpen(berlin, new Date("2026-10-25T00:30:00Z"))).toBe(true);
  expect(isOpen(berlin, new Date("2026-10-25T01:00:00Z"))).toBe(false);
  expect(isOpen(berlin, new Date("2026-10-25T01:30:00Z"))).toBe(true);
  expect(isOpen(berlin, new Date("2026-10-25T09:00:00Z"))).toBe(false);
});

test("the manual switch takes precedence and ends at its time", () => {
  const until = "2026-11-16T10:00:00Z";
  const emergency = hours({ override: { state: "holiday", until } });
  expect(officeState(emergency, new Date("2026-11-16T09:59:59Z"))).toBe(
    "holiday",
  );
  expect(officeState(emergency, new Date(until))).toBe("out_of_office");
  const forGood = hours({ override: { state: "open", until: null } });
  expect(isOpen(forGood, new Date())).toBe(true);
});

test("shared calendars count; no hours are always open; nonsense is no hours", () => {
  const id = "0192f0c1-0000-7000-8000-000000000000";
  const calendars = new Map([
    [
      id,
      [
        {
          date: "2026-12-31",
          until: "2027-01-02",
          yearly: true,
          name: "",
          spans: [],
        },
      ],
    ],
  ]);
  const shop = hours({
    week: [0, 1, 2, 3, 4, 5, 6].map((day) => ({
      day,
      from: "00:00",
      to: "24:00",
    })),
    calendarIds: [id],
  });
  const at = (text: string) => officeState(shop, new Date(text), calendars);
  expect(at("2031-01-01T12:00:00+08:00")).toBe("holiday");
  expect(at("2030-12-30T12:00:00+08:00")).toBe("open");
  expect(isOpen(null, new Date())).toBe(true);
  expect(readHours({ timeZone: "Mars/Olympus", week: [] })).toBeNull();
  expect(readHours("nine to five")).toBeNull();
});

test("a span and its complement over midnight never agree, in any zone", () => {
  const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const text = (m: number) =>
    `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`;
  const everyDay = (from: number, to: number, timeZone: string) =>
    hours({
      timeZone,
      week: [0, 1, 2, 3, 4, 5, 6].map((day) => ({
        day,
        from: text(from),
        to: text(to),
      })),
    });
  fc.assert(
    fc.property(
      minute,
      minute,
      fc.constantFrom(
        "UTC",
        "Europe/Berlin",
        "America/St_Johns",
        "Asia/Taipei",
      ),
      fc.date({
        min: new Date("2020-01-01"),
        max: new Date("2035-01-01"),
        noInvalidDate: true,
      }),
      (from, to, zone, now) => {
        fc.pre(from !== to);
        expect(isOpen(everyDay(from, to, zone), now)).toBe(
          !isOpen(everyDay(to, from, zone), now),
        );
      },
    ),
  );
});
