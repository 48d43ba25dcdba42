"use client";

import { useTranslations } from "next-intl";
import type { TransferTarget } from "#contract/supervision.ts";

/** How somebody, or a place, is doing, and why it can take nothing. */
export function useTargetWords(): {
  detailOf(target: TransferTarget): string;
  reasonOf(reason: NonNullable<TransferTarget["reason"]>): string;
} {
  const t = useTranslations("transfer");
  const presences = useTranslations("userMenu.presences");
  return {
    reasonOf: (reason) => t(`reasons.${reason}`),
    detailOf(target) {
      const { to, presence, presenceText, presenceMessage, reason } = target;
      if (to.type === "agent") {
        const isSaid = reason === presence || presence === null;
        return [
          presenceText ?? (isSaid ? null : presences(presence)),
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
