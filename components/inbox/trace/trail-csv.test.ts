import { expect, test } from "vitest";
import { trailCsv } from "#components/inbox/trace/trail-csv.ts";

test("one line an entry, quoted, and no name is a formula", () => {
  const csv = trailCsv(
    [
      {
        at: "2026-11-21T08:00:00.000Z",
        kind: "message",
        what: "received",
        byId: null,
        by: '=HYPERLINK("x")',
        detail: { status: "received" },
      },
    ],
    {
      at: "Time",
      kind: "Type",
      what: "Event",
      by: "Person",
      detail: "Details",
    },
  );
  expect(csv.split("\r\n")).toEqual([
    '\uFEFF"Time","Type","Event","Person","Details"',
    '"2026-11-21T08:00:00.000Z","message","received","\'=HYPERLINK(""x"")","{""status"":""received""}"',
    "",
  ]);
});
