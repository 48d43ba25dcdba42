"use client";

import { useTranslations } from "next-intl";
import type { EndedOffer } from "#components/live/stores/offers-store.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** Replaces a card that has just ended, and says why. */
export function EndedCard({ ended }: { ended: EndedOffer }) {
  const customerName = useCustomerName();
  const why = useWhy(ended);
  const { customer } = ended.offer.thread;
  const name = customerName(customer);
  return (
    <div className="pointer-events-auto flex animate-appear items-center gap-3 rounded-lg border bg-popover px-3 py-2.5 text-sm text-popover-foreground shadow-float">
      <Avatar id={customer.id} name={name} url={customer.avatarUrl} size="sm" />
      <p className="min-w-0 flex-1">
        <span className="bidi block truncate font-medium">{name}</span>
        <span className="block text-xs text-muted-foreground">{why}</span>
      </p>
    </div>
  );
}

function useWhy({ reason, by, offer }: EndedOffer): string {
  const t = useTranslations("offers.ended");
  switch (reason) {
    case "taken":
      return by ? t("takenBy", { name: by.name }) : t("taken");
    case "accepted":
    case "declined":
      return t("elsewhere");
    case "missed":
      return offer.kind === "transfer" ? t("missedTransfer") : t("missed");
    case "withdrawn":
      return offer.from
        ? t("cancelledBy", { name: offer.from.name })
        : t("over");
    case "expired":
    case "signed_out":
    case "right_lost":
    case "closed":
    case "moved":
      return t(reason);
    case "removed":
    case "returned":
      return t("over");
  }
}
