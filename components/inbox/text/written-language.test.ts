import { expect, test } from "vitest";
import { writtenLanguage } from "./written-language.ts";

test.for([
  ["zh_CN", "zh-CN"],
  ["zh-TW", "zh-TW"],
  ["zh_HK", "zh-HK"],
  ["ja_JP", "ja-JP"],
  ["ko_KR", "ko-KR"],
  ["en_US", undefined],
  ["zha", undefined],
  ["not a locale", undefined],
  [null, undefined],
] as const)("the texts of %s are in %s", ([locale, language]) => {
  expect(writtenLanguage(locale)).toBe(language);
});
