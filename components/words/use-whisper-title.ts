"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";

/** A note, mention or hand-over, as far as its title tells of it. */
export type ToldWhisper = {
  kind: "whisper" | "mention" | "taken_from_you" | "given_to_you";
  by: string;
  to: { name: string } | null;
  queue: string | null;
  reason: string | null;
};

/** The title of a note, mention or hand-over; `customer` null: not known here. */
export function useWhisperTitle(): (
  told: ToldWhisper,
  customer: string | null,
) => string {
  const t = useTranslations("whispers");
  return useCallback(
    ({ kind, by, to, queue, reason }, known) => {
      const customer = known ?? t("unknownCustomer");
      const values = { by, customer, to: to?.name ?? "", queue: queue ?? "" };
      switch (kind) {
        case "mention":
          return t("mention", values);
        case "whisper":
          return known === null
            ? t("card", { name: by })
            : t("about", { name: by, customer });
        case "given_to_you":
          return t(by ? "given" : queue ? "assigned" : "direct", values);
        case "taken_from_you":
          if (to === null)
            return by
              ? t("returned", values)
              : t("returnedBecause", { ...values, reason: reason ?? "" });
          return to.name === by ? t("taken", values) : t("moved", values);
      }
    },
    [t],
  );
}
