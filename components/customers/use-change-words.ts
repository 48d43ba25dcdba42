"use client";

import { useLocale, useTranslations } from "next-intl";
import { SPAM_REASON } from "#contract/customers/is-blocked.ts";
import type { TimelineItem } from "#contract/customers/timeline.ts";
import { dateAndTime } from "#components/words/times.ts";

type Change = Extract<
  TimelineItem,
  { type: "transfer" | "consent" | "merge" | "block" }
>;

/** Returns an entry of the timeline in words, one text for each line. */
export function useChangeWords(): (item: Change) => string[] {
  const t = useTranslations("customer.timeline.changes");
  const consents = useTranslations("consents");
  const actions = useTranslations("customer.actions");
  const locale = useLocale();
  return (item) => {
    switch (item.type) {
      case "transfer":
        return [
          item.from === null
            ? t("transferred", { to: item.to })
            : t("transferredFrom", { from: item.from, to: item.to }),
        ];
      case "consent":
        return [
          t(item.given ? "given" : "withdrawn", {
            purpose: consents(`purposes.${item.purpose}`),
          }),
          consents(`sources.${item.source}`),
        ];
      case "merge":
        return [
          item.otherName === null
            ? t("mergedUnnamed")
            : t("merged", { name: item.otherName }),
          ...(item.undoneAt === null
            ? []
            : [t("undone", { when: dateAndTime(locale, item.undoneAt) })]),
        ];
      case "block": {
        const { blocked, until, reason } = item;
        if (!blocked) return [t("unblocked")];
        return [
          until === null
            ? t("blocked")
            : t("blockedUntil", { until: dateAndTime(locale, until) }),
          ...(reason === ""
            ? []
            : [reason === SPAM_REASON ? actions("spam") : reason]),
        ];
      }
    }
  };
}
