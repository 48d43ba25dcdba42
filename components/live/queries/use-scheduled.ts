"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type {
  ScheduleMessage,
  UpdateScheduled,
} from "#contract/threads/scheduled.ts";
import type { Message } from "#contract/threads/message.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "./live-keys.ts";

const NONE: readonly Message[] = [];

/** The messages of a thread that are to be sent later, the next one first. */
export function useScheduled(threadId: string): readonly Message[] {
  const { data } = useQuery({
    queryKey: liveKey("scheduled", threadId),
    queryFn: ({ signal }) =>
      api<Page<Message>>(`/threads/${threadId}/schedule`, { signal }),
  });
  return data?.items ?? NONE;
}

/** Whether it is a reply that its author can still take back; it stands among the messages, not in the list of those for later. Pure. */
export function canTakeBack({ schedule }: Message): boolean {
  return schedule?.canUndo === true && !schedule.isHeld;
}

/** Plans, changes, sends and cancels them; each throws what the server answers. */
export function useScheduleActions(threadId: string) {
  const { store } = useLive();
  const queryClient = useQueryClient();
  return useMemo(() => {
    const path = `/threads/${threadId}`;
    const refresh = () =>
      queryClient.invalidateQueries({
        queryKey: liveKey("scheduled", threadId),
      });
    return {
      plan: async (body: ScheduleMessage) => {
        await api(`${path}/schedule`, { method: "POST", body });
        await refresh();
      },
      update: async (id: string, body: UpdateScheduled) => {
        await api(`${path}/schedule/${id}`, { method: "PATCH", body });
        await refresh();
      },
      send: async (id: string) => {
        const message = await api<Message>(`${path}/schedule/${id}/send`, {
          method: "POST",
          body: {},
        });
        store.dispatch({ type: "message.fetched", message });
        await refresh();
      },
      /** Plans those again that closing the thread has canceled. */
      restore: async (canceled: readonly Message[]) => {
        for (const { text, attachments, replyTo, schedule } of canceled)
          await api(`${path}/schedule`, {
            method: "POST",
            body: {
              text: text ?? "",
              attachments: attachments.map(({ id }) => ({ id })),
              replyTo: replyTo?.id ?? null,
              at: schedule?.at ?? "",
              unlessCustomerWrites: schedule?.unlessCustomerWrites ?? false,
            } satisfies ScheduleMessage,
          });
        await refresh();
      },
      cancel: async (id: string) => {
        await api(`${path}/messages/${id}`, { method: "DELETE" });
        await refresh();
      },
    };
  }, [threadId, store, queryClient]);
}
