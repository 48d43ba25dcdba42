/** The languages of the console. Each has a file in messages/ with the same keys. */
export const locales = ["en", "zh-CN", "zh-TW"] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = "en";

/** Set when an agent chooses a language; until then the browser decides. */
export const LOCALE_COOKIE = "parley_locale";

/** Set by proxy.ts for a page whose address names a language: ?lang=zh-TW */
export const LOCALE_HEADER = "x-parley-locale";

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}
