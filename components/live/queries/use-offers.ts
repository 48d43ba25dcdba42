"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Offer, ThreadOffer } from "#contract/threads/offer.ts";
import { fetchOffers } from "./fetching.ts";
import { liveKey } from "./live-keys.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import type { EndedOffer } from "#components/live/stores/offers-store.ts";
import { serverNow } from "#components/page/server-clock.ts";

// The server checks every second; a little later the end must have been published.
const OVERDUE_MS = 4_000;

/** Keeps the offers current: fetched at every connect, and again when an end was not published. Once per page. */
export function useKeepOffers(): void {
  const { offers: store } = useLive();
  const { refetch } = useQuery({
    queryKey: liveKey("offers"),
    queryFn: ({ signal }) => fetchOffers(store, signal),
  });
  const offers = useOffers();
  const end = Math.min(...offers.map(({ expiresAt }) => Date.parse(expiresAt)));
  useEffect(() => {
    if (!Number.isFinite(end)) return;
    const timer = setTimeout(
      () => void refetch(),
      Math.max(0, end - serverNow()) + OVERDUE_MS,
    );
    return () => clearTimeout(timer);
    // A second refetch in a row waits as long again: `offers` is a new list each time.
  }, [end, offers, refetch]);
}

/** My open offers, oldest first: a card that is being answered must not move. */
export function useOffers(): readonly Offer[] {
  const ringing = useStore(useLive().offers, (shown) => shown.ringing);
  return useMemo(
    () =>
      Object.values<Offer>(ringing).sort(
        (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt),
      ),
    [ringing],
  );
}

/** My offer of this thread, if it rings for me. */
export function useOffer(threadId: string): ThreadOffer | null {
  return useStore(useLive().offers, ({ ringing }) => {
    const offer = ringing[threadId];
    return offer && "thread" in offer ? offer : null;
  });
}

/** Offers that have just stopped ringing through no act of this tab. */
export function useEndedOffers(): readonly EndedOffer[] {
  const ended = useStore(useLive().offers, (shown) => shown.ended);
  return useMemo(() => Object.values<EndedOffer>(ended), [ended]);
}
