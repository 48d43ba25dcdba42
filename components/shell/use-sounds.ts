"use client";

import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef } from "react";
import { isBlocked } from "#contract/customers/is-blocked.ts";
import type { LiveEvents } from "#contract/live/live-events.ts";
import { useMyself } from "#components/live/queries/use-directory.ts";
import { useLive, type Me } from "#components/live/stores/live-context.ts";
import {
  getPreferences,
  type SoundKind,
} from "#components/live/stores/preferences.ts";
import { toast } from "#components/page/toast.ts";
import { testSound } from "#components/page/tones.ts";
import { showInSight, soundOnce } from "./sound-once.ts";

/** The alerts to this agent that sound. A conversation that rings has its own sound. */
const OF_ALERT: Partial<Record<string, SoundKind>> = {
  mention: "mention",
  whisper: "mention",
  invited: "mention",
  given_to_you: "assigned",
  taken_from_you: "assigned",
  nudge: "assigned",
  reply_due: "assigned",
  lead_assigned: "assigned",
};

/**
 * Sounds for what concerns the agent, as they have chosen in this browser; never for what they did themselves, while
 * their status is Do not disturb, or while their working hours keep them away.
 */
export function useSounds(): void {
  const { signals, me } = useLive();
  const myself = useMyself().data;
  const isQuiet =
    myself?.presence === "dnd" || myself?.presenceReason === "shift";
  const quiet = useRef(isQuiet);
  const tellBlocked = useTellBlocked();
  useEffect(() => {
    quiet.current = isQuiet;
  });
  useEffect(showInSight, []);
  useEffect(() => {
    const sound = (id: string, kind: SoundKind | undefined) => {
      if (!kind || quiet.current) return;
      void soundOnce(id, kind).then((outcome) => {
        if (outcome === "blocked") tellBlocked();
      });
    };
    const stops = [
      signals.on("message.created", (created) =>
        sound(created.message.id, kindOf(me, created)),
      ),
      signals.on("alert.created", ({ alert }) => {
        if (alert.agentId === me.id) sound(alert.id, OF_ALERT[alert.kind]);
      }),
      // A mention in a note about a customer is no alert.
      signals.on("notification.created", ({ notification: { id, event } }) => {
        if (event === "customer_mention") sound(id, "mention");
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [signals, me, tellBlocked]);
}

/** Says once in this tab that the browser allows no sound before a click, and how to change that. */
export function useTellBlocked(): () => void {
  const t = useTranslations("sound");
  return useCallback(() => {
    if (hasTold) return;
    hasTold = true;
    toast.warning(t("blocked"), {
      id: "sound.blocked",
      action: {
        label: t("turnOn"),
        onClick: () => void testSound(getPreferences().volume),
      },
    });
  }, [t]);
}

let hasTold = false;

/** Undefined: the message is not the agent's concern. */
function kindOf(
  me: Me,
  { message, thread }: LiveEvents["message.created"],
): SoundKind | undefined {
  if (message.direction !== "in" || message.kind !== "message") return;
  if (message.test || isBlocked(thread.customer, Date.now())) return;
  // The snooze holds: the agent wanted to hear nothing of it until then.
  if (thread.status === "snoozed") return;
  if (thread.owner === null) return "waiting";
  if (thread.owner.id === me.id) return "message";
  return thread.participants.some(({ id }) => id === me.id)
    ? "reply"
    : undefined;
}
