import { expect, test } from "vitest";
import { clockText } from "./live-clock.tsx";

test.each([
  [0, "0:00"],
  [42, "0:42"],
  [725, "12:05"],
  [3_725, "1:02:05"],
])("%i seconds are %s", (seconds, text) => {
  expect(clockText(seconds)).toBe(text);
});
