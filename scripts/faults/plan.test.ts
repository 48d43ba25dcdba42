import { expect, test } from "vitest";
import { planOf, wordsOf, type PlanInput } from "./plan.ts";

const input: PlanInput = {
  seed: 7,
  totalMs: 600_000,
  webs: 2,
  workers: 2,
  sockets: 2_000,
  redis: true,
  lastsMs: [1_000, 8_000],
  calmMs: [500, 3_000],
};

test("a seed decides the plan alone, another gives another", () => {
  expect(planOf(input)).toEqual(planOf(input));
  expect(planOf({ ...input, seed: 8 })).not.toEqual(planOf(input));
});

test("ten minutes have every kind of fault several times, each within its bounds", () => {
  const plan = planOf(input);
  const times = new Map<string, number>();
  for (const { fault, lastsMs, at } of plan) {
    const name = fault.kind === "vendor" ? fault.name : fault.kind;
    times.set(name, (times.get(name) ?? 0) + 1);
    expect(lastsMs).toBeGreaterThanOrEqual(1_000);
    expect(lastsMs).toBeLessThanOrEqual(8_000);
    expect(at).toBeLessThan(input.totalMs);
  }
  expect(times.size).toBe(23);
  expect(Math.min(...times.values())).toBeGreaterThanOrEqual(2);
  expect(new Set(plan.map(wordsOf)).size).toBeGreaterThan(23);
});
