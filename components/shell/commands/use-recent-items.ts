"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { foldText } from "#contract/text/fold.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useLive, useMe } from "#components/live/stores/live-context.ts";
import { recentThreads } from "#components/live/stores/recent-threads.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import {
  getSelectedThread,
  useOpenThread,
} from "#components/navigation/selection.ts";
import { usePreviewText } from "#components/thread/use-preview-text.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import type { PaletteItem } from "./palette-item.ts";

const MAX_SHOWN = 5;

/** The id of a recent conversation among the palette's items. Pure. */
export function recentIdOf(threadId: string): string {
  return `recent-${threadId}`;
}

/** The conversations that the agent opened last, but for the one on the screen; those whose name has the typed text. */
export function useRecentItems(text: string): PaletteItem[] {
  const { id: agentId } = useMe();
  const { store } = useLive();
  const openThread = useOpenThread();
  const customerName = useCustomerName();
  const previewText = usePreviewText();
  const [ids] = useState(() =>
    recentThreads(agentId).filter((id) => id !== getSelectedThread()),
  );
  const held = (id: string) => store.getState().threads[id]?.thread ?? null;
  const missing = ids.filter((id) => held(id) === null);
  const { data: fetched = [] } = useQuery({
    enabled: missing.length > 0,
    queryKey: liveKey("palette-recent", missing.join()),
    queryFn: ({ signal }) =>
      Promise.all(
        missing.map((id) =>
          api<Thread>(`/threads/${id}`, { signal }).catch((error: unknown) => {
            // It was deleted, or is out of sight now.
            if (error instanceof ApiError) return null;
            throw error;
          }),
        ),
      ),
    gcTime: 60_000,
  });
  const wanted = foldText(text.trim());
  return ids
    .flatMap((id) => held(id) ?? fetched.find((one) => one?.id === id) ?? [])
    .filter(({ customer }) => foldText(customerName(customer)).includes(wanted))
    .slice(0, MAX_SHOWN)
    .map((thread) => ({
      id: recentIdOf(thread.id),
      label: customerName(thread.customer),
      detail: previewText(thread),
      isFound: true,
      act: () => openThread(thread.id),
    }));
}
