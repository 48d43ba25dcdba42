"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import { useMe } from "#components/live/stores/live-context.ts";

/** "Ringing for Mei, Anna"; of many the first and the number of others. The reader comes first. */
export function useRingingWords(): (
  ringing: NonNullable<Thread["ringing"]>,
) => string {
  const t = useTranslations("thread");
  const me = useMe();
  return useCallback(
    ({ count, agents }) => {
      const isMe = agents.some(({ id }) => id === me.id);
      const others = agents.filter(({ id }) => id !== me.id);
      const names = [
        ...(isMe ? [t("ringsYou")] : []),
        ...others.map(({ name }) => name),
      ];
      const [name = "", other = ""] = names;
      if (count === 1) return t("ringsAtOne", { name });
      return count === 2
        ? t("ringsAtTwo", { name, other })
        : t("ringsAtMany", { name, count: count - 1 });
    },
    [t, me.id],
  );
}
