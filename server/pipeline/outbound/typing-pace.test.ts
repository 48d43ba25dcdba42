import { expect, test } from "vitest";
import { createTypingPace } from "./typing-pace.ts";

test("the customer sees a start every 3 s, and the end of a start that they saw", () => {
  let ms = 0;
  const pace = createTypingPace(() => ms);
  const at = (time: number, on: boolean) => {
    ms = time;
    return pace.tellsCustomer("thread", on);
  };
  expect(at(0, false)).toBe(false);
  expect(at(0, true)).toBe(true);
  expect(at(500, false)).toBe(true);
  expect(at(600, false)).toBe(false);
  expect(at(1_000, true)).toBe(false);
  expect(at(1_100, false)).toBe(false);
  expect(at(2_999, true)).toBe(false);
  expect(at(3_000, true)).toBe(true);
  expect(pace.tellsCustomer("another thread", true)).toBe(true);
});

test("repeated starts of one agent are published once", () => {
  let ms = 0;
  const pace = createTypingPace(() => ms);
  let told = 0;
  for (let packet = 0; packet < 40_000; packet++) {
    ms += 0.1; // 4 s in all
    if (pace.tellsColleagues("ada", "thread", packet % 2 === 0)) told += 1;
  }
  expect(told).toBeLessThanOrEqual(10);
});

test("the number of remembered agents stays bounded", () => {
  const pace = createTypingPace(() => 0);
  for (let n = 0; n < 30_000; n++) pace.tellsCustomer(`thread ${n}`, true);
  // The oldest are forgotten, so they count as new.
  expect(pace.tellsCustomer("thread 0", true)).toBe(true);
  expect(pace.tellsCustomer("thread 29999", true)).toBe(false);
});
