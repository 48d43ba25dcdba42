import { beforeEach, expect, test } from "vitest";
import { countSent } from "./sent-texts.ts";

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  Object.assign(globalThis, {
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    },
  });
});

const TEXT = "Your parcel arrives within two days.";

test("the third time is the one, whatever the white space, for each agent apart", () => {
  expect(countSent("a", TEXT)).toBe(false);
  expect(countSent("b", TEXT)).toBe(false);
  expect(countSent("a", ` ${TEXT.replace(" ", "\n")} `)).toBe(false);
  expect(countSent("a", TEXT)).toBe(true);
  expect(countSent("a", TEXT)).toBe(false);
  expect([...kept.values()].join()).not.toContain("parcel");
});

test("a short text is never suggested, and old texts are forgotten", () => {
  for (let times = 0; times < 4; times += 1)
    expect(countSent("a", "Thank you!")).toBe(false);
  countSent("a", TEXT);
  countSent("a", TEXT);
  for (let other = 0; other < 200; other += 1)
    countSent("a", `A long text with the number ${other}`);
  expect(countSent("a", TEXT)).toBe(false);
});
