"use client";

import { useLocale, useTranslations } from "next-intl";
import type { TransferTarget } from "#contract/supervision/transfer-target.ts";
import { comingTime } from "#components/words/times.ts";
import { serverDate } from "#components/page/server-clock.ts";

/** Returns texts for a target's present state and for why it cannot take the thread. */
export function useTargetWords(): {
  detailOf(target: TransferTarget): string;
  /** Null: it can take the thread. */
  reasonOf(target: TransferTarget): string | null;
} {
  const t = useTranslations("transfer");
  const presences = useTranslations("userMenu.presences");
  const locale = useLocale();
  const shiftOf = ({ offShift, presence }: TransferTarget) => {
    if (offShift === null || presence === "offline") return null;
    const { until } = offShift;
    return until === null
      ? t("offShift")
      : t("offShiftUntil", {
          when: comingTime(locale, new Date(until), serverDate()),
        });
  };
  return {
    reasonOf: (target) => {
      const { reason, presence } = target;
      if (reason === null) return null;
      const isPresence = reason === presence && reason !== "offline";
      return (isPresence && shiftOf(target)) || t(`reasons.${reason}`);
    },
    detailOf(target) {
      const { to, presence, presenceText, presenceMessage, reason } = target;
      if (to.type === "agent") {
        const isSaid = reason === presence || presence === null;
        return [
          presenceText ??
            (isSaid ? null : (shiftOf(target) ?? presences(presence))),
          t("load", {
            load: target.load ?? 0,
            capacity: target.capacity ?? 0,
          }),
          presenceMessage && `“${presenceMessage}”`,
        ]
          .filter(Boolean)
          .join(" · ");
      }
      const { office, waiting, available } = target;
      return [
        t(to.type),
        office && office !== "open" && reason !== "outside_hours"
          ? t(`office.${office}`)
          : null,
        t("available", { count: available ?? 0 }),
        t("waiting", { count: waiting ?? 0 }),
      ]
        .filter(Boolean)
        .join(" · ");
    },
  };
}
