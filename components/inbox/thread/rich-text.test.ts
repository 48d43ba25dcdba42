import { describe, expect, test } from "vitest";
import {
  isEmojiOnly,
  partsOf,
  safeHref,
} from "#components/inbox/thread/rich-text.tsx";

const links = (text: string) =>
  partsOf(text).flatMap(({ text: shown, href }) =>
    href ? [[shown, href]] : [],
  );

describe("links", () => {
  test("end before the sentence's own signs, Chinese ones too", () => {
    expect(links("See https://a.example/x?y=1. Or (www.b.example)!")).toEqual([
      ["https://a.example/x?y=1", "https://a.example/x?y=1"],
      ["www.b.example", "https://www.b.example/"],
    ]);
    expect(links("请看https://a.example/商品，谢谢")).toHaveLength(1);
  });

  test("are only http and https", () => {
    expect(links("javascript:alert(1) data:text/html,x file:///etc")).toEqual(
      [],
    );
    expect(safeHref("javascript:alert(1)")).toBeNull();
    expect(safeHref("https://")).toBeNull();
  });

  test("lose nothing of the text", () => {
    const text = "a https://x.example b www.y.example, c";
    expect(
      partsOf(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  });
});

test.each([
  ["👍", true],
  ["👨‍👩‍👧 🇹🇼", true],
  ["❤️❤️❤️", true],
  ["👍👍👍👍", false],
  ["ok 👍", false],
  ["123", false],
  ["", false],
])("%s alone is shown large: %s", (text, isLarge) => {
  expect(isEmojiOnly(text)).toBe(isLarge);
});
