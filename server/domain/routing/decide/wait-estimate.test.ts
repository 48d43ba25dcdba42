import fc from "fast-check";
import { expect, test } from "vitest";
import { waitMinutes } from "./wait-estimate.ts";

const minutes = (...list: number[]) => list.map((one) => one * 60_000);

test.each<[string, number[], number, number | null]>([
  ["too few taken", minutes(1, 2, 3, 4), 0, null],
  ["the median", minutes(9, 1, 5, 3, 7), 0, 5],
  ["of an even number the middle of both", minutes(1, 2, 4, 6, 7, 9), 0, 5],
  ["rounded up", minutes(1, 2, 2.1, 3, 4), 0, 3],
  ["at least a minute", minutes(0.1, 0.1, 0.1, 0.1, 0.1), 0, 1],
  ["what is left for those who waited longer", minutes(1, 2, 6, 8, 10), 3, 5],
  ["longer than nearly all", minutes(1, 2, 3, 4, 60), 4, null],
])("%s", (_what, past, waited, expected) => {
  expect(waitMinutes(past, waited * 60_000)).toBe(expected);
});

test("at least one minute, and at most the longest remaining wait", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 86_400_000 }), { maxLength: 20 }),
      fc.nat({ max: 86_400_000 }),
      (past, waited) => {
        const said = waitMinutes(past, waited);
        if (said === null) return;
        expect(said).toBeGreaterThanOrEqual(1);
        const left = Math.max(...past) - waited;
        expect(said).toBeLessThanOrEqual(Math.max(1, Math.ceil(left / 60_000)));
      },
    ),
  );
});
