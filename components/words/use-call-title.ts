"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";

/** A logged call in a few words: "Outgoing call · No answer". */
export function useCallTitle(): (call: {
  direction?: unknown;
  outcome?: unknown;
}) => string {
  const t = useTranslations("leads.calls");
  return useCallback(
    ({ direction, outcome }) => {
      const title = t(direction === "in" ? "titles.in" : "titles.out");
      const key = `outcomes.${String(outcome)}` as "outcomes.reached";
      return t.has(key) ? `${title} · ${t(key)}` : title;
    },
    [t],
  );
}
