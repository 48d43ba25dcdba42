"use client";

import { useEffect } from "react";
import { isBlocked } from "#contract/customers/is-blocked.ts";
import type { LiveEvents } from "#contract/live/live-events.ts";
import { useLive, type Me } from "#components/live/stores/live-context.ts";
import { getPreferences } from "#components/live/stores/preferences.ts";
import { playChime } from "#components/page/tones.ts";

/** Plays a sound for a customer's message that concerns the agent, if their settings want one. */
export function useMessageSound(): void {
  const { signals, me } = useLive();
  useEffect(
    () =>
      signals.on("message.created", (created) => {
        if (concerns(me, created) && getPreferences().sound) playChime();
      }),
    [signals, me],
  );
}

/** Whether the thread is the agent's own, has no owner, or has the agent as a participant. */
function concerns(
  me: Me,
  { message, thread }: LiveEvents["message.created"],
): boolean {
  return (
    message.direction === "in" &&
    message.kind === "message" &&
    !message.test &&
    !isBlocked(thread.customer, Date.now()) &&
    (thread.owner === null ||
      thread.owner.id === me.id ||
      thread.participants.some(({ id }) => id === me.id))
  );
}
