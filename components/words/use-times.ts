"use client";

import { useLocale, useTranslations } from "next-intl";
import { useCallback } from "react";
import { listTime, type Span } from "#components/words/times.ts";
import { useNow } from "#components/page/use-now.ts";

/** "now", "5m", "14:05", "Yesterday", "Mon", "3 Nov": moves with the clock. */
export function useListTime(): (iso: string) => string {
  const t = useTranslations("times");
  const locale = useLocale();
  const now = useNow();
  return useCallback(
    (iso) => {
      const when = listTime(locale, iso, now);
      switch (when.kind) {
        case "now":
          return t("now");
        case "minutes":
          return t("minutesShort", { minutes: when.minutes });
        case "yesterday":
          return t("yesterday");
        case "text":
          return when.text;
      }
    },
    [t, locale, now],
  );
}

/** "4 min", "2 h", "3 days". */
export function useSpan(): (span: Span) => string {
  const t = useTranslations("times");
  return useCallback(({ unit, count }) => t(unit, { count }), [t]);
}
