import { expect, test } from "vitest";
import type { Report } from "#contract/reports/report.ts";
import { teamFigures } from "./team-figures.ts";

const noTime = { count: 0, officeMs: null, wallMs: null };

function report(...closed: [id: string | null, closed: number][]): Report {
  const rest = {
    in: 0,
    firstReply: noTime,
    reply: noTime,
    wait: noTime,
    missed: 0,
    waived: 0,
    spam: 0,
  };
  const at = "2026-11-25T12:00:00.000Z";
  return {
    at,
    from: at,
    to: at,
    timeZone: "UTC",
    recordedSince: null,
    rows: closed.map(([id, count]) => ({
      ...rest,
      id,
      type: "agent",
      name: id,
      closed: count,
    })),
    total: {
      ...rest,
      closed: 99,
      wait: { count: 3, officeMs: 4000, wallMs: 5000 },
    },
  };
}

test.each([
  [[["a", 7]], 7],
  [
    [
      ["a", 9],
      ["b", 2],
    ],
    5.5,
  ],
  [
    [
      ["a", 9],
      ["b", 2],
      ["c", 30],
      [null, 500],
    ],
    9,
  ],
  [[], 0],
] as [[string | null, number][], number][])(
  "the team's closes are the median of its agents: %j is %d",
  (closed, median) => {
    expect(teamFigures(report(...closed)).closed).toBe(median);
  },
);

test("the team's times are those of all its conversations", () => {
  expect(teamFigures(report(["a", 1])).wait).toEqual({
    count: 3,
    officeMs: 4000,
    wallMs: 5000,
  });
});
