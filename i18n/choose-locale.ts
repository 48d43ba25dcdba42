import Negotiator from "negotiator";
import { defaultLocale, type Locale } from "#contract/base/locales.ts";

/**
 * Chooses the best of our languages for an Accept-Language header, by its
 * weights. Chinese goes by script, and by region where no script is named:
 * Taiwan, Hong Kong and Macau read traditional characters, all others
 * simplified ones.
 */
export function chooseLocale(acceptLanguage: string | null): Locale {
  const headers = { "accept-language": acceptLanguage ?? "" };
  for (const tag of new Negotiator({ headers }).languages()) {
    const { language, script } = likelyLocale(tag);
    if (language === "zh") return script === "Hant" ? "zh-TW" : "zh-CN";
    if (language === "en") return "en";
  }
  return defaultLocale;
}

/** Language and script of a tag, the script guessed from the region where it is not named. */
function likelyLocale(tag: string): { language?: string; script?: string } {
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    return {}; // "*", or no tag at all
  }
}
