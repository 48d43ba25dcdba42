import { expect, test } from "vitest";
import { languageTagOf, speaks } from "#contract/text/vendor-locale.ts";

const english = new Intl.DisplayNames("en", { type: "language" });

test.each([
  ["es_LA", "Latin American Spanish"],
  ["es_ES", "European Spanish"],
  ["es-LA", "Latin American Spanish"],
  ["ar_AR", "Arabic"],
  ["en_PI", "English"],
  ["en_UD", "English"],
  ["fb_LT", "English"],
  ["tl_PH", "Filipino (Philippines)"],
  ["cx_PH", "Cebuano (Philippines)"],
  ["pt_PT", "European Portuguese"],
  ["pt_BR", "Brazilian Portuguese"],
  ["nb_NO", "Norwegian Bokmål (Norway)"],
  ["ku_TR", "Kurdish (Türkiye)"],
  ["zh_TW", "Chinese (Taiwan)"],
  ["zh_HK", "Chinese (Hong Kong SAR China)"],
  ["zh_tw", "Chinese (Taiwan)"],
])("%s is %s", (locale, name) => {
  expect(english.of(languageTagOf(locale) ?? "")).toBe(name);
});

test.each(["", "x", "_", "🙂", "en_", "constructor_"])("%j is none", (text) => {
  expect(languageTagOf(text)).toBeNull();
});

test.each([
  ["zh_TW", "zh", true],
  ["zh_TW", "zh-TW", true],
  ["zh_TW", "zh_tw", true],
  ["zh_TW", "zh-Hant", true],
  ["zh_HK", "zh-Hant", true],
  ["zh_CN", "zh-Hant", false],
  ["zh_CN", "zh-TW", false],
  ["zh", "zh-TW", false],
  ["es_LA", "es", true],
  ["es_LA", "es-419", true],
  ["es_LA", "es_LA", true],
  ["es_LA", "es-ES", false],
  ["es_LA", "lo", false],
  ["ar_AR", "ar", true],
  ["ar_AR", "ar-AR", true],
  ["en_UD", "en", true],
  ["tl_PH", "fil", true],
  ["tl_PH", "tl", true],
  ["fil_PH", "tl_PH", true],
  ["?", "?", true],
  [null, "en", false],
])("%s is wanted by %s: %s", (locale, wanted, is) => {
  expect(speaks(locale, wanted)).toBe(is);
});
