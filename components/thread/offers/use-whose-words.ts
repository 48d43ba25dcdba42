"use client";

import { useTranslations } from "next-intl";
import type { Thread } from "#contract/threads/thread.ts";
import { usePlaceName } from "#components/thread/channel/use-place-name.ts";
import { useRingingWords } from "#components/thread/offers/use-ringing-words.ts";
import { useMe } from "#components/live/stores/live-context.ts";

/** Where the thread is now: its owner, its ringing, or its queue. */
export function useWhoseWords(thread: Thread): string {
  const t = useTranslations("thread");
  const me = useMe();
  const place = usePlaceName(thread.routedTo);
  const ringingWords = useRingingWords();
  const { owner, status, routing, ringing } = thread;
  return owner
    ? owner.id === me.id
      ? t("ownedByYou")
      : t("ownedBy", { name: owner.name })
    : status === "closed"
      ? t("closed")
      : routing === "offered"
        ? ringing
          ? ringingWords(ringing)
          : place
            ? t("ringsIn", { place })
            : t("rings")
        : place && thread.test
          ? t("testRouted", { place })
          : place && routing !== "none"
            ? t("waitsIn", { place })
            : t("unassigned");
}
