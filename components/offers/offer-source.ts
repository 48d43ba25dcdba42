"use client";

import { useTranslations } from "next-intl";
import type { Offer } from "#contract/threads/offer.ts";
import {
  useChannelName,
  usePlaceName,
} from "#components/thread/channel/use-place-name.ts";

/** The origin of an offer in words: "Support · Lumen & Oak", "Ben asks you to take over". */
export function useOfferSource({ thread, from, kind, via }: Offer): string {
  const t = useTranslations("offers");
  const place = usePlaceName(via);
  const channel = useChannelName(thread.channelId);
  if (kind === "transfer")
    return from ? t("transferFrom", { name: from.name }) : t("transfer");
  return [place ?? t("ring"), channel].filter(Boolean).join(" · ");
}
