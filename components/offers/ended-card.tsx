"use client";

import { useTranslations } from "next-intl";
import type { Offer } from "#contract/threads/offer.ts";
import { useLeadName } from "#components/leads/use-lead-words.ts";
import type { EndedOffer } from "#components/live/stores/offers-store.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** Replaces a card that has just ended, and says why. */
export function EndedCard({ ended }: { ended: EndedOffer }) {
  const { id, name, url } = useOffered(ended.offer);
  const why = useWhy(ended);
  return (
    <div
      data-card
      className="pointer-events-auto flex animate-appear items-center gap-3 rounded-lg border bg-popover px-3 py-2.5 text-sm text-popover-foreground shadow-float"
    >
      <Avatar id={id} name={name} url={url} size="sm" />
      <p className="min-w-0 flex-1">
        <span className="bidi block truncate font-medium">{name}</span>
        <span className="block text-xs text-muted-foreground">{why}</span>
      </p>
    </div>
  );
}

/** The person of the conversation or lead. */
function useOffered(offer: Offer): {
  id: string;
  name: string;
  url: string | null;
} {
  const customerName = useCustomerName();
  const leadName = useLeadName();
  if ("lead" in offer) {
    const { lead } = offer;
    return { id: lead.customerId ?? lead.id, name: leadName(lead), url: null };
  }
  const { customer } = offer.thread;
  return {
    id: customer.id,
    name: customerName(customer),
    url: customer.avatarUrl,
  };
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
      return "from" in offer && offer.from
        ? t("cancelledBy", { name: offer.from.name })
        : t("over");
    case "expired":
    case "signed_out":
    case "right_lost":
      return t(reason);
    case "closed":
      return t("lead" in offer ? "closedLead" : "closed");
    case "moved":
      return t("lead" in offer ? "movedLead" : "moved");
    case "removed":
    case "returned":
      return t("over");
  }
}
