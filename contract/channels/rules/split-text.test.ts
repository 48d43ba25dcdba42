import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextUnit } from "./rules.ts";
import { isOver, splitReply, splitText } from "./split-text.ts";
import { lengthIn, LONGEST_CHARACTER } from "./text-length.ts";

const FAMILY = "👨‍👩‍👧‍👦";

describe("splitText", () => {
  test.each<[string, string, number, string[]]>([
    ["short text stays whole", "Hello.", 20, ["Hello."]],
    ["exactly the limit stays whole", "abcde", 5, ["abcde"]],
    ["white space alone is nothing", " \n\t ", 5, []],
    ["outer white space goes", "  Hello \n", 20, ["Hello"]],
    [
      "a paragraph first",
      "One two. Three.\n\nFour five. Six seven eight.",
      30,
      ["One two. Three.", "Four five. Six seven eight."],
    ],
    [
      "not a tiny paragraph",
      "Hi\n\nOne two three. Four five six seven.",
      24,
      ["Hi\n\nOne two three.", "Four five six seven."],
    ],
    [
      "then a sentence",
      "It is blue. Is it? Yes! It costs 3.50 in town.",
      25,
      ["It is blue. Is it? Yes!", "It costs 3.50 in town."],
    ],
    [
      "closing quotes stay with their sentence",
      "He said “Stop.” And then he went away.",
      20,
      ["He said “Stop.”", "And then he went", "away."],
    ],
    [
      "a line ends a sentence",
      "alpha beta\ngamma",
      12,
      ["alpha beta", "gamma"],
    ],
    [
      "Chinese sentences need no space",
      "你好！请问蓝色的有货吗？我想要两个。",
      12,
      ["你好！请问蓝色的有货吗？", "我想要两个。"],
    ],
    [
      "Chinese clauses when there is no sentence",
      "第一个是蓝色的，第二个是红色的",
      10,
      ["第一个是蓝色的，", "第二个是红色的"],
    ],
    ["then a word", "one two three", 8, ["one two", "three"]],
    ["white space right behind the limit", "one two", 3, ["one", "two"]],
    ["then anywhere", "abcdefgh", 3, ["abc", "def", "gh"]],
    [
      "a web address is not a sentence",
      "go to a.example.com",
      17,
      ["go to", "a.example.com"],
    ],
    [
      "never inside an emoji",
      `abc${FAMILY}${FAMILY}`,
      14,
      [`abc${FAMILY}`, FAMILY],
    ],
    ["never inside a surrogate pair", "😀😀😀", 3, ["😀", "😀", "😀"]],
    [
      "never between letter and accent",
      "e\u0301e\u0301",
      3,
      ["e\u0301", "e\u0301"],
    ],
    ["never inside CR LF", "ab\r\ncd", 3, ["ab", "cd"]],
    ["one character over the limit", FAMILY, 4, ["👨‍", "👩‍", "👧‍", "👦"]],
  ])("%s", (_name, text, limit, expected) => {
    expect(splitText(text, limit)).toEqual(expected);
  });

  test.each([0, 1, 1.5, -3, Number.NaN])(
    "a limit of %s is refused",
    (limit) => {
      expect(() => splitText("text", limit)).toThrow(RangeError);
    },
  );

  const texts = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          "a",
          "word",
          " ",
          "\n",
          "\n\n",
          ". ",
          "。",
          "，",
          "\r\n",
          FAMILY,
          "😀",
          "e\u0301",
          " \u0308",
          "\u200d",
        ),
        { maxLength: 120 },
      )
      .map((pieces) => pieces.join("")),
  );
  const limits = fc.integer({ min: 2, max: 60 });

  test.each(["\n\u200d\u200d", "\t\u0308\u0308", "\ufeff\u0308\u0308"])(
    "marks behind what they cannot join leave no empty part: %j",
    (text) => {
      for (const part of splitText(text, 2)) expect(part.trim()).not.toBe("");
    },
  );

  test("no part is empty or too long, nothing but white space is lost", () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        const parts = splitText(text, limit);
        for (const part of parts) {
          expect(part.trim()).not.toBe("");
          expect(part.length).toBeLessThanOrEqual(limit);
        }
        expect(withoutSpace(parts.join(""))).toBe(withoutSpace(text));
      }),
      { numRuns: 500 },
    );
  });

  test("no character is torn unless it alone is over the limit", () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        const longest = Math.max(0, ...graphemes(text).map((g) => g.length));
        fc.pre(longest <= limit);
        const ofParts = splitText(text, limit).flatMap(graphemes);
        const ofText = graphemes(text).filter((g) => g.trim() !== "");
        expect(
          ofParts.filter((g) => g.trim() !== "").map(withoutSpace),
        ).toEqual(ofText.map(withoutSpace));
      }),
      { numRuns: 500 },
    );
  });

  test("splitting the parts again changes nothing", () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        const parts = splitText(text, limit);
        expect(parts.flatMap((part) => splitText(part, limit))).toEqual(parts);
      }),
    );
  });

  test("a page of 20,000 characters is split in well under a second", () => {
    const started = performance.now();
    const parts = splitText("好的，没问题。".repeat(2900), 2000);
    expect(parts).toHaveLength(11);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("units of the vendor", () => {
  const units = ["utf16", "characters", "bytes"] as const;

  test.each<[TextUnit, number, string, string[]]>([
    ["bytes", 10, "Größe ärgert", ["Größe", "ärgert"]],
    ["bytes", 12, "蓝色的台灯", ["蓝色的台", "灯"]],
    ["bytes", 7, "👍👍", ["👍", "👍"]],
    ["bytes", 4, "abcd", ["abcd"]],
    ["bytes", 4, "abcde", ["abcd", "e"]],
    ["characters", 3, "👍👍👍👍", ["👍👍👍", "👍"]],
    ["characters", 1, "é👍", ["é", "👍"]],
    ["utf16", 3, "👍👍", ["👍", "👍"]],
  ])("%s, at most %i: %s", (unit, limit, text, expected) => {
    expect(splitText(text, limit, unit)).toEqual(expected);
  });

  test.each(units)("in %s every part fits, and nothing is lost", (unit) => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 80 }),
      fc.string({ unit: "binary", maxLength: 80 }),
    );
    const limits = fc.integer({ min: LONGEST_CHARACTER[unit], max: 40 });
    fc.assert(
      fc.property(text, limits, (text, limit) => {
        const parts = splitText(text, limit, unit);
        for (const part of parts)
          expect(lengthIn(unit, part)).toBeLessThanOrEqual(limit);
        expect(withoutSpace(parts.join(""))).toBe(withoutSpace(text));
        const rules = { textLimit: limit, textUnit: unit };
        expect(isOver(rules, text)).toBe(lengthIn(unit, text) > limit);
      }),
    );
  });

  test.each(units)("in %s a limit below one character is refused", (unit) => {
    expect(() => splitText("a", LONGEST_CHARACTER[unit] - 1, unit)).toThrow(
      RangeError,
    );
  });
});

describe("splitReply", () => {
  test("text first, then each file by itself", () => {
    expect(
      splitReply(
        { text: "one two", files: ["a.png", "b.pdf"] },
        { textLimit: 4, textUnit: "utf16" },
      ),
    ).toEqual([
      { kind: "text", text: "one" },
      { kind: "text", text: "two" },
      { kind: "file", file: "a.png" },
      { kind: "file", file: "b.pdf" },
    ]);
  });

  test.each([null, undefined, "", "  \n"])(
    "files alone with text %j",
    (text) => {
      expect(
        splitReply({ text, files: [1] }, { textLimit: 4, textUnit: "utf16" }),
      ).toEqual([{ kind: "file", file: 1 }]);
    },
  );
});

function graphemes(text: string): string[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

function withoutSpace(text: string): string {
  return text.replace(/\s/gu, "");
}
