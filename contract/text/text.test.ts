import fc from "fast-check";
import { expect, test } from "vitest";
import {
  lineSchema,
  keptJsonSchema,
  messageTextSchema,
} from "#contract/text/text-schema.ts";
import {
  countCharacters,
  isStorable,
  isVisible,
  toLine,
  truncate,
  truncateStart,
} from "#contract/text/text.ts";

const FAMILY = "👨‍👩‍👧‍👦"; // seven code points, one character

// Units one by one, so that halves of pairs come as well, among characters of several code points.
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 5 }),
      fc.constantFrom(
        FAMILY,
        "e\u0301\u0323",
        "\ud83d",
        "\ude00",
        "\0",
        "\r\n",
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const charactersIn = (text: string) =>
  [...segmenter.segment(text)].map(({ segment }) => segment);

test("a cut text is its beginning, within the bound, and no character is split", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 60 }), (text, max) => {
      const cut = truncate(text, max);
      const whole = text.toWellFormed();
      expect(whole.startsWith(cut)).toBe(true);
      expect(countCharacters(cut)).toBeLessThanOrEqual(max);
      const characters = charactersIn(whole);
      const fitting = charactersIn(cut);
      // A first character longer than the bound is cut between code points.
      if (countCharacters(characters[0] ?? "") <= max)
        expect(fitting).toEqual(characters.slice(0, fitting.length));
      const next = characters[fitting.length];
      if (next !== undefined && fitting.length > 1)
        expect(countCharacters(cut + next)).toBeGreaterThan(max);
    }),
  );
});

test("a text cut at its beginning keeps its ending, and no character is split", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 60 }), (text, max) => {
      const cut = truncateStart(text, max);
      expect(text.toWellFormed().endsWith(cut)).toBe(true);
      expect(countCharacters(cut)).toBeLessThanOrEqual(max);
    }),
  );
  expect(truncateStart(`${FAMILY}.pdf`, 6)).toBe(".pdf");
  expect(truncate(`Hello ${FAMILY}`, 10)).toBe("Hello ");
});

test("a line can be stored, is one line, and stays as it is", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const line = toLine(text);
      expect(isStorable(line)).toBe(true);
      expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
      expect(line === "" || isVisible(line)).toBe(true);
      expect(toLine(line)).toBe(line);
    }),
  );
});

test.for([
  ["a\t\u0001\tb", "a b"],
  ["\u200b", ""],
  ["\u3164\u3164", ""],
  ["\u2800 \u115f", ""],
  ["  Ana\u202e\n Maria\t", "Ana Maria"],
  ["Jose\u0301", "José"],
  ["نمی\u200cخواهم", "نمی\u200cخواهم"],
  ["❤️ " + FAMILY, "❤️ " + FAMILY],
])("a name %j becomes %j", ([typed, kept]) => {
  expect(toLine(typed!)).toBe(kept);
});

test("bounds are code points, and a name of nothing visible is missing", () => {
  const name = lineSchema({ min: 1, max: 3 });
  expect(name.safeParse("😀😀😀").success).toBe(true);
  expect(name.safeParse("😀😀😀😀").success).toBe(false);
  expect(name.safeParse("\u200b\ufeff").error?.issues[0]).toMatchObject({
    code: "too_small",
    minimum: 1,
  });
});

test("a message stays as it was typed, but for what cannot be stored", () => {
  const message = messageTextSchema({ max: 100 });
  expect(message.parse(" Jose\u0301\u202e\n\0\ud800 ")).toBe(
    " Jose\u0301\u202e\n\ufffd ",
  );
});

test("kept JSON can be stored at every depth, and has a bound", () => {
  expect(keptJsonSchema.parse({ "a\0": ["\ud800", { b: "\0c" }] })).toEqual({
    a: ["\ufffd", { b: "c" }],
  });
  let deep: unknown = "end";
  for (let n = 0; n < 10_000; n += 1) deep = [deep];
  expect(keptJsonSchema.safeParse(deep).success).toBe(false);
  const long = Array.from({ length: 2_000 }, () => 1);
  expect(keptJsonSchema.safeParse(long).success).toBe(false);
});
