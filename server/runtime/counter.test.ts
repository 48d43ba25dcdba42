import { expect, test } from "vitest";
import { createCounter } from "#server/runtime/counter.ts";

test("a limited number per window, and again in the next", () => {
  let ms = 0;
  const counter = createCounter({
    points: 2,
    windowSeconds: 10,
    now: () => ms,
  });
  expect([counter.take("a"), counter.take("a"), counter.take("a")]).toEqual([
    0, 0, 10,
  ]);
  expect(counter.look("a")).toBe(10);
  expect(counter.take("b")).toBe(0);
  ms = 9_500;
  expect(counter.take("a")).toBe(1);
  counter.giveBack("a");
  expect(counter.take("a")).toBe(0);
  ms = 10_001;
  expect(counter.look("a")).toBe(0);
});

test("made-up keys of any length take a bounded memory", () => {
  const counter = createCounter({ points: 1, windowSeconds: 60, maxKeys: 100 });
  for (let n = 0; n < 1_000; n++) counter.take(`${n}${"x".repeat(10_000)}`);
  expect(counter.take(`999${"x".repeat(10_000)}`)).toBeGreaterThan(0);
  // The oldest key is forgotten.
  expect(counter.take(`0${"x".repeat(10_000)}`)).toBe(0);
});
