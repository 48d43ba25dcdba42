import { expect, test } from "vitest";
import { languageName } from "#components/words/times.ts";

test.each([
  ["en", "es_LA", "Latin American Spanish"],
  ["zh-TW", "zh_TW", "中文（台灣）"],
  ["en", "ar_AR", "Arabic"],
  ["en", "?", "?"],
] as const)("to readers of %s, %s is %s", (locale, code, name) => {
  expect(languageName(locale, code)).toBe(name);
});
