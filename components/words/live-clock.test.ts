import { expect, test } from "vitest";
import { clockText } from "./live-clock.tsx";
import { waitTone } from "./wait-tone.ts";

test.each([
  [0, "0:00"],
  [42, "0:42"],
  [725, "12:05"],
  [3_725, "1:02:05"],
])("%i seconds are %s", (seconds, text) => {
  expect(clockText(seconds)).toBe(text);
});

test.each([
  [4, null, "calm"],
  [15, null, "soon"],
  [30, null, "late"],
  [4, 8, "soon"],
  [9, 8, "late"],
  [600, 1_440, "calm"],
] as const)(
  "a wait of %i min with a target of %s min is %s",
  (minutes, target, tone) => {
    expect(waitTone(minutes * 60_000, target && target * 60)).toBe(tone);
  },
);
