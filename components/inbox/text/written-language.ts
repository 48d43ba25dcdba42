import { languageTagOf } from "#contract/text/vendor-locale.ts";

/** The languages whose characters look different in each other's fonts. */
const OF_HAN = /^(zh|ja|ko)\b/;

/**
 * The language of the texts of a customer with this locale, where the font depends on it. Undefined: the console's own
 * does, as for a customer with an English profile who writes Chinese. Pure.
 */
export function writtenLanguage(locale: string | null): string | undefined {
  const tag = locale === null ? null : languageTagOf(locale);
  return tag !== null && OF_HAN.test(tag) ? tag : undefined;
}
