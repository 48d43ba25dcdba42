"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useMyThreads } from "#components/navigation/views.ts";
import { patiently } from "#components/page/patiently.ts";
import { useOffers } from "#components/live/queries/use-offers.ts";

/**
 * "(3) Inbox · Parley", or the customer who rings, visible from another tab. The number is of the conversations that
 * wait for this agent's reply, and stands on the icons of the tab and of the installed app, too. It says
 * nothing of what is unread.
 */
export function TitleCounter() {
  const t = useTranslations("offers");
  const count = useMyThreads().filter(
    ({ waitingSince, test }) => waitingSince !== null && !test,
  ).length;
  const offers = useOffers();
  const ringing = offers.length;
  const leads = offers.filter((offer) => "lead" in offer).length;
  const rings =
    leads === 0
      ? "titleMark"
      : leads === ringing
        ? "titleMarkLeads"
        : "titleMarkMixed";
  const mark =
    ringing > 0
      ? `● ${t(rings, { count: ringing })} · `
      : count > 0
        ? `(${count}) `
        : "";
  const hasDrawn = useRef(false);
  const written = useRef<{ plain: string; title: string } | null>(null);
  useEffect(() => {
    // Fetched with the first conversation that waits; without one there is nothing to draw.
    if (count > 0) hasDrawn.current = true;
    if (hasDrawn.current || "clearAppBadge" in navigator)
      void patiently(() => import("./icon-badge.ts")).then(
        ({ showBadge }) => showBadge(count),
        // A newer version is there: the title tells the number until the page is loaded again.
        () => undefined,
      );
  }, [count]);
  useEffect(() => {
    const write = () => {
      const held = written.current;
      const plain =
        held?.title === document.title ? held.plain : document.title;
      written.current = { plain, title: mark + plain };
      if (document.title !== mark + plain) document.title = mark + plain;
    };
    write();
    // A change of page rewrites the title or puts another element in its place.
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [mark]);
  return null;
}
