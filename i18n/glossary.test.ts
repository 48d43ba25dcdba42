import fs from "node:fs";
import { expect, test } from "vitest";
import en from "#messages/en.json" with { type: "json" };
import zhCN from "#messages/zh-CN.json" with { type: "json" };
import zhTW from "#messages/zh-TW.json" with { type: "json" };

/** docs/glossary.md, held: its terms are used, its banned words are not. */

const LANGUAGES = {
  English: textsOf(en),
  简体中文: textsOf(zhCN),
  繁體中文: textsOf(zhTW),
};
type Language = keyof typeof LANGUAGES;

/** The name of a status, as every product of the field writes it. */
const EXCEPTIONS = /\bdo not disturb\b/gi;

const document = fs.readFileSync(
  new URL("../docs/glossary.md", import.meta.url),
  "utf8",
);
const terms = rowsUnder("## The product");
const banned = rowsUnder("## Words we do not use on the screen").flatMap(
  ([language, words]) =>
    (words ?? "").split(", ").map((word) => ({
      language: language as Language,
      word,
    })),
);

test("the tables are read", () => {
  expect(terms.length).toBeGreaterThan(25);
  for (const language of Object.keys(LANGUAGES))
    expect(banned.some((each) => each.language === language)).toBe(true);
});

test.each(banned)("$language: no text says “$word”", ({ language, word }) => {
  expect(textsWith(language, word)).toEqual([]);
});

test.each(
  terms.flatMap(([term, , simplified, traditional]) => [
    { term, language: "简体中文" as const, word: simplified ?? "" },
    { term, language: "繁體中文" as const, word: traditional ?? "" },
  ]),
)("$language: $term is $word", ({ language, word }) => {
  if (word === "–") return; // not a word of the console
  expect(textsWith(language, word)).not.toEqual([]);
});

test("English texts use typographic apostrophes and quotes", () => {
  const straight = LANGUAGES.English.filter(([, text]) => /['"]/.test(text));
  expect(straight).toEqual([]);
});

test("Chinese texts use Chinese punctuation", () => {
  const halfWidth = /\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u;
  for (const language of ["简体中文", "繁體中文"] as const) {
    // Arguments of ICU look like it: {count, plural, …}
    const wrong = LANGUAGES[language].filter(([, text]) =>
      halfWidth.test(text.replace(/\{\w+, plural,/g, "{")),
    );
    expect({ language, wrong }).toEqual({ language, wrong: [] });
  }
});

test("neither Chinese has the quotes of the other", () => {
  expect(LANGUAGES.简体中文.filter(([, text]) => /[「」]/.test(text))).toEqual(
    [],
  );
  expect(LANGUAGES.繁體中文.filter(([, text]) => /[“”]/.test(text))).toEqual(
    [],
  );
});

function textsWith(language: Language, word: string): [string, string][] {
  const pattern =
    language === "English"
      ? new RegExp(`\\b${word}\\b`, "i")
      : new RegExp(word, "u");
  return LANGUAGES[language].filter(([, text]) =>
    pattern.test(text.replace(EXCEPTIONS, "")),
  );
}

/** The cells of the first table under a heading, without its head. */
function rowsUnder(heading: string): string[][] {
  const from = document.indexOf(`\n${heading}\n`);
  if (from < 0) throw new Error(`${heading} is not in the glossary.`);
  const lines = document.slice(from + heading.length + 2).split("\n");
  const start = lines.findIndex((line) => line.startsWith("|"));
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  return lines.slice(start + 2, start + length).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Every text by its path: ["list.views.mine", "Mine"]. */
function textsOf(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as Record<string, unknown>).flatMap(
    ([key, inner]) => textsOf(inner, path ? `${path}.${key}` : key),
  );
}
