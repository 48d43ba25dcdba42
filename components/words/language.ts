"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { LOCALE_COOKIE } from "#contract/base/locales.ts";

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
