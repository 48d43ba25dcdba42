"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { LOCALE_COOKIE, type Locale } from "#contract/base/locales.ts";

/** Each language in its own words. */
export const languages: Record<Locale, string> = {
  en: "English",
  "zh-CN": "简体中文",
  "zh-TW": "繁體中文",
};

const YEAR_SECONDS = 365 * 24 * 3600;

/** Keeps the choice in this browser and draws the page anew, without losing what is being written. */
export function useChooseLanguage(): (locale: string) => void {
  const router = useRouter();
  return useCallback(
    (locale) => {
      document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
      router.refresh();
    },
    [router],
  );
}
