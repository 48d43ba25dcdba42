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

/**
 * Chooses the best of our languages for an Accept-Language header, by its
 * weights. Chinese goes by script, then by region: Taiwan, Hong Kong and Macau
 * read traditional characters, all others simplified ones.
 */
export function chooseLocale(acceptLanguage: string | null): Locale {
  const wishes = (acceptLanguage ?? "")
    .split(",")
    .map((part, position) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const weight = parameters
        .map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1])
        .find((found) => found !== undefined);
      return { tag: tag.toLowerCase(), weight: Number(weight ?? 1), position };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.position - b.position);
  for (const { tag } of wishes) {
    if (/^zh\b/.test(tag)) {
      if (/hans/.test(tag)) return "zh-CN";
      return /hant|-(tw|hk|mo)\b/.test(tag) ? "zh-TW" : "zh-CN";
    }
    if (/^en\b/.test(tag)) return "en";
  }
  return defaultLocale;
}
