import { expect, test } from "vitest";
import {
  actionFor,
  DEFAULT_KEYS,
  isKeyToChoose,
  isWithAlt,
  keyFor,
  shownKey,
  withKey,
} from "./key-actions.ts";

test("no two actions begin with the same key", () => {
  const keys = Object.values(DEFAULT_KEYS);
  expect(new Set(keys).size).toBe(keys.length);
});

test("a key that is given away leaves its former action without one", () => {
  const keymap = withKey({}, "done", "t");
  expect(keyFor(keymap, "done")).toBe("t");
  expect(keyFor(keymap, "take")).toBe("");
  expect(actionFor(keymap, "t")).toBe("done");
  expect(actionFor(keymap, "e")).toBeUndefined();
});

test("the same key again, and the default, leave nothing behind", () => {
  expect(withKey({}, "done", "e")).toEqual({});
  expect(withKey({ done: "q" }, "done", "e")).toEqual({});
  expect(withKey({ done: "q" }, "done", "q")).toEqual({ done: "q" });
});

test("an action without a key is found by no key", () => {
  expect(actionFor({ take: "" }, "t")).toBeUndefined();
});

test.each([
  ["q", true],
  ["Q", true],
  ["ㄅ", true],
  [" ", false],
  ["Enter", false],
  ["Shift", false],
])("%j can be chosen: %s", (key, can) => {
  const held = { ctrlKey: false, metaKey: false, altKey: false };
  expect(isKeyToChoose({ key, ...held })).toBe(can);
  expect(isKeyToChoose({ key, ...held, ctrlKey: true })).toBe(false);
});

test("keys are shown as keyboards show them", () => {
  expect(["e", "E", "[", "?"].map(shownKey)).toEqual(["E", "⇧ E", "[", "?"]);
});

test("with Alt a letter is found by its place", () => {
  const event = { altKey: true, shiftKey: false, code: "KeyA" };
  expect(isWithAlt(event, "a")).toBe(true);
  expect(isWithAlt({ ...event, shiftKey: true }, "a")).toBe(false);
  expect(isWithAlt({ ...event, shiftKey: true }, "A")).toBe(true);
  expect(isWithAlt(event, "[")).toBe(false);
});
