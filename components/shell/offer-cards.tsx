"use client";

import { Suspense, useEffect } from "react";
import {
  useEndedOffers,
  useKeepOffers,
  useOffers,
} from "#components/live/queries/use-offers.ts";
import { useWhispers } from "#components/live/queries/use-whispers.ts";
import { usePresenceReason } from "#components/presence/presence-notice.tsx";
import { useRinging } from "#components/shell/use-ringing.ts";
import { lazily } from "#components/page/lazily.ts";

// Loaded after the first paint, so that a card does not wait for its code.
const PRELOAD_AFTER_MS = 600;

const OfferStack = lazily(() => import("#components/offers/offer-stack.tsx"));

/** The actor's offers, shown over every page until they are answered or end. */
export function OfferCards() {
  useKeepOffers();
  const offers = useOffers();
  const ended = useEndedOffers();
  const reason = usePresenceReason();
  const whispers = useWhispers();
  useRinging(offers.length > 0);
  useEffect(() => {
    const timer = setTimeout(OfferStack.preload, PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const isEmpty =
    offers.length + ended.length + whispers.length === 0 && !reason;
  if (isEmpty) return null;
  return (
    <Suspense>
      <OfferStack />
    </Suspense>
  );
}
