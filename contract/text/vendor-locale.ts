/*
 * Facebook's locales look like BCP 47 tags and are not: LA in es_LA is Latin
 * America and not Laos, AR in ar_AR is nothing, en_PI is pirate English. They
 * are stored and returned unchanged, and read only through this file. The
 * table is written from general knowledge and has not been compared with
 * Facebook's own list of locales.
 */
const TAGS: Readonly<Record<string, string>> = {
  ar_AR: "ar",
  bp_IN: "bho-IN",
  bv_DE: "bar-DE",
  cb_IQ: "ckb-IQ",
  ck_US: "chr-US",
  cx_PH: "ceb-PH",
  eh_IN: "hi-Latn-IN",
  em_ZM: "bem-ZM",
  en_PI: "en",
  en_UD: "en",
  eo_EO: "eo",
  es_LA: "es-419",
  fb_LT: "en",
  fn_IT: "fur-IT",
  gx_GR: "grc",
  ja_KS: "ja",
  la_VA: "la",
  ns_ZA: "nso-ZA",
  qb_DE: "hsb-DE",
  qc_GT: "quc-GT",
  qk_DZ: "kab-DZ",
  qv_IT: "vec-IT",
  qz_MM: "my-MM",
  sz_PL: "szl-PL",
  tl_PH: "fil-PH",
  tz_MA: "tzm-MA",
  yi_DE: "yi",
  zz_TR: "zza-TR",
};

/**
 * The BCP 47 tag of a vendor's locale or of one that a person typed: es_LA is
 * es-419, zh_tw is zh-TW. Null: no language tag in any reading. Pure.
 */
export function languageTagOf(locale: string): string | null {
  return readLocale(locale)?.toString() ?? null;
}

/**
 * Whether that language, or a variety of it, is wanted. "zh" takes zh_TW,
 * "zh-TW" and "zh-Hant" take zh_TW and not zh_CN, "es-419" takes es_LA. Pure.
 */
export function speaks(locale: string | null, wanted: string): boolean {
  if (locale === null) return false;
  const [is, want] = [readLocale(locale), readLocale(wanted)];
  if (!is || !want) return locale.toLowerCase() === wanted.toLowerCase();
  return (
    is.language === want.language &&
    (want.script === undefined || is.maximize().script === want.script) &&
    (want.region === undefined || is.region === want.region)
  );
}

/**
 * The language that a list of customers offers for a locale: "en" for en_GB. Chinese is read in one
 * script or the other, so that zh_TW is "zh-Hant". Null: no language tag in any reading. Pure.
 */
export function writtenLanguageOf(locale: string): string | null {
  const found = readLocale(locale);
  if (!found) return null;
  const { language, script } = found.maximize();
  return language === "zh" ? `zh-${script}` : language;
}

function readLocale(locale: string): Intl.Locale | null {
  const [language = "", ...rest] = locale.trim().split(/[-_]/);
  const vendors =
    TAGS[`${language.toLowerCase()}_${rest.join("_").toUpperCase()}`];
  try {
    return new Intl.Locale(vendors ?? [language, ...rest].join("-"));
  } catch {
    return null;
  }
}
