import { expect, test } from "vitest";
import { openFonts } from "./fonts.ts";
import { linesOf } from "./lines.ts";

const { fontOf } = openFonts("zh-TW");
const set = (text: string, width = 400) =>
  linesOf(text, { fontOf, weight: "regular", size: 10, width });
const shown = (text: string, width?: number) =>
  set(text, width).map(({ runs }) => runs.map((run) => run.text).join(""));

test("a line ends between words, or between Chinese characters, and none is wider than asked", () => {
  const english = "We keep one for you until tomorrow evening at the shop.";
  expect(shown(english, 150)).toEqual([
    "We keep one for you until",
    "tomorrow evening at the shop.",
  ]);
  const chinese = "我們幫您保留到明天晚上，歡迎到門市試穿。";
  expect(shown(chinese, 100).join("")).toBe(chinese);
  // A comma never begins a line.
  for (const line of shown(chinese, 100)) expect(line).not.toMatch(/^[，。]/u);
  for (const text of [english, chinese, "x".repeat(500), "龍".repeat(500)])
    for (const { width } of set(text, 100))
      expect(width).toBeLessThanOrEqual(100);
});

test("line breaks stay, and signs that draw nothing go", () => {
  expect(shown("one\r\ntwo\n\nfour\u0000\u202e!")).toEqual([
    "one",
    "two",
    "",
    "four!",
  ]);
});

test("text from right to left stands at the right, its numbers and Latin words as they are read", () => {
  const [line] = set("שלום (test) 123");
  expect(line?.isRightToLeft).toBe(true);
  expect(line?.runs.map(({ text }) => text).join("")).toBe("123 (test) שלום");
  expect(set("Hello שלום")[0]?.isRightToLeft).toBe(false);
});

test("each character has a font that has it, Chinese the one of the language", () => {
  const nameOf = (text: string, locale: "zh-CN" | "zh-TW" = "zh-TW") =>
    openFonts(locale).fontOf(text, "regular").shapes.postscriptName;
  expect(nameOf("骨")).toBe("NotoSansHant-Regular");
  expect(nameOf("骨", "zh-CN")).toBe("NotoSansHans-Regular");
  // Only the simplified font has it.
  expect(nameOf("谢")).toBe("NotoSansHans-Regular");
  for (const text of ["é", "Ω", "ж", "ก", "ش", "ש", "あ", "👍🏽", "🇹🇼", "❤️"]) {
    const { shapes } = fontOf(text, "regular");
    expect(shapes.hasGlyphForCodePoint(text.codePointAt(0) ?? 0)).toBe(true);
  }
});
