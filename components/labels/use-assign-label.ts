"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { api } from "#components/live/transport/api.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";

export type LabelTarget = { type: "thread" | "customer"; id: string };

/** Puts a label on a thread or a customer, or takes it off; the answer goes into the picture. */
export function useAssignLabel({
  type,
  id,
}: LabelTarget): (labelId: string, on: boolean) => Promise<void> {
  const { store } = useLive();
  const queryClient = useQueryClient();
  return useCallback(
    async (labelId, on) => {
      const { seq: startedSeq } = store.getState();
      const path = `/${type}s/${id}/labels`;
      const answer = on
        ? await api<Thread | Customer>(path, {
            method: "POST",
            body: { labelId },
          })
        : await api<Thread | Customer>(`${path}/${labelId}`, {
            method: "DELETE",
          });
      // Threads tell of their customer by themselves.
      if (type === "customer")
        queryClient.setQueryData(liveKey("customer", id), answer);
      else if (answer)
        store.dispatch({
          type: "thread.fetched",
          thread: answer as Thread,
          startedSeq,
        });
    },
    [store, queryClient, type, id],
  );
}
