"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { RoutingSettings } from "#contract/routing/routing-settings.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";
import { spanOf } from "#components/words/times.ts";
import { useSpan } from "#components/words/use-times.ts";

const SECOND_MS = 1_000;

/** Says what becomes of a conversation by the setting of its place, once its owner has signed out; null: not known yet. Reviewers can't read the settings. */
export function useLeavingWords(
  isAsked: boolean,
): (thread: Thread) => string | null {
  const { role } = useMe();
  const t = useTranslations("signOut.fates");
  const span = useSpan();
  const queues = useQueues().data;
  const groups = useRingGroups().data;
  const { data: settings } = useQuery({
    enabled: isAsked && role !== "reviewer",
    queryKey: liveKey("routing-settings"),
    queryFn: ({ signal }) =>
      api<RoutingSettings>("/settings/routing", { signal }),
  });
  return ({ routedTo, waitingSince }) => {
    if (!settings || !queues || !groups) return null;
    const places = { queue: queues, ring_group: groups, agent: [] };
    const place = places[routedTo?.type ?? "agent"].find(
      ({ id }) => id === routedTo?.id,
    );
    const policy = place?.ownerOffline ?? settings.ownerOffline;
    if (policy === "keep") return t("stays");
    const isGoing =
      policy === "requeue_all" ||
      (policy === "requeue_waiting" && waitingSince !== null);
    if (!isGoing) return t("onNextMessage");
    const ms = settings.ownerGraceSeconds * SECOND_MS;
    return ms === 0
      ? t("returnsAtOnce")
      : t("returns", { span: span(spanOf(ms)) });
  };
}
