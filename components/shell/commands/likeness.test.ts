import { expect, test } from "vitest";
import { likeness } from "./likeness.ts";

test("a command is found by its beginning, by words, by a part and by initials, in this order", () => {
  const scores = ["no re", "reply", "ded", "nrn"].map((typed) =>
    likeness("No reply needed", typed),
  );
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(new Set(scores).size).toBe(4);
  expect(Math.min(...scores)).toBeGreaterThan(0);
});

test("letters that are strewn over a command do not find it", () => {
  expect(likeness("No reply needed", "order")).toBe(0);
  expect(likeness("Inbox: Archived", "order")).toBe(0);
});

test("case, accents and the order of words do not matter", () => {
  expect(likeness("Transfer to José García", "garcia jose")).toBeGreaterThan(0);
  expect(likeness("转接给陈美玲", "美玲")).toBeGreaterThan(0);
});
