import { expect, test } from "vitest";
import { isEmojiOnly } from "./emoji-only.ts";

test.each([
  ["👍", true],
  ["👨‍👩‍👧 🇹🇼", true],
  ["❤️❤️❤️", true],
  ["❤", true],
  ["👍🏽", true],
  ["1️⃣", true],
  [" 😂 \n", true],
  ["👍👍👍👍", false],
  ["ok 👍", false],
  ["👍 ok", false],
  ["123", false],
  ["🇹", false],
  ["", false],
  ["  ", false],
])("%j alone is shown large: %s", (text, isLarge) => {
  expect(isEmojiOnly(text)).toBe(isLarge);
});
