"use client";

import { useTranslations } from "next-intl";
import type { LeadOffer, ThreadOffer } from "#contract/threads/offer.ts";
import { useLeadPageName } from "#components/leads/use-lead-words.ts";
import {
  useChannelName,
  usePlaceName,
} from "#components/thread/channel/use-place-name.ts";

/** The origin of an offer in words: "Support · Lumen & Oak", "Ben asks you to take over". */
export function useOfferSource({
  thread,
  from,
  kind,
  via,
}: ThreadOffer): string {
  const t = useTranslations("offers");
  const place = usePlaceName(via);
  const channel = useChannelName(thread.channelId);
  if (kind === "transfer")
    return from ? t("transferFrom", { name: from.name }) : t("transfer");
  return [place ?? t("ring"), channel].filter(Boolean).join(" · ");
}

/** The origin of an offered lead: "Sales · Lumen & Oak". */
export function useLeadOfferSource({ lead, via }: LeadOffer): string {
  const t = useTranslations("offers");
  const place = usePlaceName(via);
  const page = useLeadPageName(lead);
  return [place ?? t("ringLead"), page].filter(Boolean).join(" · ");
}
