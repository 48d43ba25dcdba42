"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Channel } from "#contract/channels/channel.ts";
import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";

/** Vendors answer a check in seconds: so many run at once. */
const AT_ONCE = 4;

/** Checks these channels, a few at a time. `done`: how many so far. */
export function useCheckAll(onDone: (failed: number) => void) {
  const refresh = useRefresh("channels");
  const [done, setDone] = useState(0);
  const { mutate, isPending } = useMutation({
    mutationFn: async (channels: Channel[]) => {
      setDone(0);
      const waiting = channels.filter(({ type }) => kindOf(type).checks);
      let failed = 0;
      const work = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          await api(`/channels/${next.id}/test`, {
            method: "POST",
            body: {},
          }).catch(() => (failed += 1));
          setDone((count) => count + 1);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      await refresh();
      return failed;
    },
    onSuccess: onDone,
  });
  return { checkAll: mutate, isChecking: isPending, done };
}
