import { expect, test } from "vitest";
import type { CannedReply } from "#contract/canned/canned-reply.ts";
import { languageFor, rankCanned } from "./rank-canned.ts";
import { typedShortcut } from "./typed-shortcut.ts";

const reply = (
  shortcut: string,
  title: string,
  rest: Partial<CannedReply> = {},
): CannedReply => ({
  id: shortcut,
  shortcut,
  title,
  category: "",
  scope: "everybody",
  bodies: { "*": `Text of ${title}` },
  attachments: [],
  activeFrom: null,
  activeUntil: null,
  uses: 0,
  mayEdit: false,
  ...rest,
});
const ranked = (replies: CannedReply[], typed: string, locale = "en_US") =>
  rankCanned(replies, typed, locale).map(({ shortcut }) => shortcut);

test.each([
  ["/", 1, { from: 0, to: 1, text: "" }],
  ["/pri", 4, { from: 0, to: 4, text: "pri" }],
  ["Hello /pri and more", 10, { from: 6, to: 10, text: "pri" }],
  ["Hello\n/退貨", 9, { from: 6, to: 9, text: "退貨" }],
  ["and/or", 6, null],
  ["/ two", 5, null],
  ["//", 2, null],
  ["https://example.com", 19, null],
])("in %j at %i", (value, cursor, expected) => {
  expect(typedShortcut(value, cursor)).toEqual(expected);
});

test("the best fit comes first: shortcut, title, inside, letters in order, text", () => {
  const all = [
    reply("body", "Long", { bodies: { "*": "the price list" } }),
    reply("apricot", "Fruit"),
    reply("cost", "Price of it"),
    reply("pxrxi", "Odd"),
    reply("price", "Costs"),
    reply("other", "Nothing"),
  ];
  expect(ranked(all, "pri")).toEqual([
    "price",
    "cost",
    "apricot",
    "pxrxi",
    "body",
  ]);
});

test("among equals the most used, then the customer's language", () => {
  const all = [
    reply("a", "A"),
    reply("b", "B", { bodies: { "zh-TW": "您好" } }),
    reply("c", "C", { uses: 3 }),
  ];
  expect(ranked(all, "", "zh_TW")).toEqual(["c", "b", "a"]);
});

test("accents, width and case make no difference", () => {
  expect(
    ranked([reply("café", "Café"), reply("ＡＢＣ", "Wide")], "CAFE"),
  ).toEqual(["café"]);
  expect(ranked([reply("ＡＢＣ", "Wide")], "abc")).toEqual(["ＡＢＣ"]);
});

test("the customer's language, else the text for all others, else the first", () => {
  const bodies = { en: "Hello", "*": "Hi", zh: "您好", "zh-TW": "您好！" };
  expect(languageFor({ bodies }, "zh_TW")).toBe("zh-TW");
  expect(languageFor({ bodies }, "zh_CN")).toBe("zh");
  expect(languageFor({ bodies }, null)).toBe("*");
  expect(languageFor({ bodies: { de: "Hallo", en: "Hello" } }, "fr_FR")).toBe(
    "de",
  );
});
