import type { Locale } from "#contract/base/locales.ts";

/** Each language in its own words. */
export const languages: Record<Locale, string> = {
  en: "English",
  "zh-CN": "简体中文",
  "zh-TW": "繁體中文",
};
