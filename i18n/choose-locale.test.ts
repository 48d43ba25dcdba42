import { expect, test } from "vitest";
import { chooseLocale } from "./choose-locale.ts";

test.each([
  [null, "en"],
  ["fr-FR,de;q=0.8", "en"],
  ["zh-TW,zh;q=0.9,en;q=0.8", "zh-TW"],
  ["zh-HK", "zh-TW"],
  ["zh-Hant-MO", "zh-TW"],
  ["zh-Hans-HK", "zh-CN"],
  ["zh", "zh-CN"],
  ["zh-SG,en", "zh-CN"],
  ["en;q=0.3,zh-TW;q=0.7", "zh-TW"],
  ["zh-TW;q=0,en", "en"],
  ["*", "en"],
  ["no tag;;q=x,zh-TW", "zh-TW"],
])("%s → %s", (header, locale) => {
  expect(chooseLocale(header)).toBe(locale);
});
