"use client";

import { useTranslations } from "next-intl";
import { Suspense, type ReactNode } from "react";
import { useMe } from "#components/live/stores/live-context.ts";
import { lazily } from "#components/page/lazily.ts";
import { ChannelBanner } from "#components/shell/channel-banner.tsx";
import { GlobalKeys } from "#components/shell/commands/global-keys.tsx";
import { NavRail } from "#components/shell/nav-rail.tsx";
import { CapacityQuestion } from "#components/shell/capacity-question.tsx";
import { OfferCards } from "#components/shell/offer-cards.tsx";
import { CardDock } from "#components/page/card-slot.tsx";
import { ActivitySignal } from "#components/presence/activity-signal.tsx";
import { PushMessages } from "#components/shell/push-messages.tsx";
import { TitleCounter } from "#components/shell/title-counter.tsx";

// Alerts and notices stand in lists as well, so their toasts can be fetched after the first paint.
const AlertToasts = lazily(() => import("#components/shell/alert-toasts.tsx"));
const SeeAsBar = lazily(() => import("#components/shell/see-as-bar.tsx"));

/** The frame of every page behind the sign-in: the rail (on phones a bar at the bottom) and the page. */
export function ConsoleShell({ children }: { children: ReactNode }) {
  const t = useTranslations("nav");
  const { seenBy } = useMe();
  return (
    <div className="flex h-dvh flex-col-reverse overflow-hidden md:flex-row">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-primary-foreground focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
      >
        {t("skip")}
      </a>
      <NavRail />
      <main
        id="main"
        tabIndex={-1}
        className="relative flex min-h-0 min-w-0 flex-1 flex-col outline-none"
      >
        {seenBy !== null && (
          <Suspense>
            <SeeAsBar />
          </Suspense>
        )}
        <ChannelBanner />
        {children}
        <CardDock name="page" />
      </main>
      <GlobalKeys />
      {seenBy === null && <OwnSignals />}
    </div>
  );
}

/** Parts that ring, notify, or tell the server that the agent is there: for the agent alone, not for a teammate who sees their console. */
function OwnSignals() {
  return (
    <>
      <OfferCards />
      <CapacityQuestion />
      <TitleCounter />
      <Suspense>
        <AlertToasts />
      </Suspense>
      <PushMessages />
      <ActivitySignal />
    </>
  );
}
