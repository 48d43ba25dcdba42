"use client";

import { useTranslations } from "next-intl";
import type { Channel } from "#contract/channels/channel.ts";
import type { DeliveryRecord } from "#contract/channels/deliveries.ts";
import { Badge } from "#components/ui/marks/badge.tsx";

const TONES = {
  pending: "primary",
  applied: "success",
  parked: "danger",
  waiting: "warning",
} as const;

export function StateBadge({ state }: Pick<DeliveryRecord, "state">) {
  const t = useTranslations("settings.deliveries.states");
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}

/** The connected channels that the delivery names, as far as its body is shown. Pure. */
export function channelsIn(
  { body, appId }: DeliveryRecord,
  channels: readonly Channel[],
): Channel[] {
  return channels.filter(
    ({ accountId }) => accountId === appId || body.includes(`"${accountId}"`),
  );
}

/** Why it has no effect or not all of it; null: all is well. */
export function useTrouble(): (delivery: DeliveryRecord) => string | null {
  const t = useTranslations("settings.deliveries");
  return ({ state, error, notes, waitingFor }) => {
    if (state === "waiting")
      return t("waitsFor", { pages: waitingFor.join(", ") });
    if (error !== null) return t("error", { error });
    const [note] = notes ?? [];
    return note
      ? t("note", { reason: note.reason, count: notes?.length ?? 1 })
      : null;
  };
}
