"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { mayOpen } from "#contract/live/console-pages.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { usePreviewText } from "#components/thread/use-preview-text.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useGo } from "#components/navigation/use-go.ts";
import type { PaletteGroup } from "./use-commands.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";

const MAX_FOUND = 6;

type Found = { threads: Thread[]; customers: Customer[] };

/** Threads and customers that contain the typed text. */
export function usePaletteSearch(text: string): {
  groups: PaletteGroup[];
  isSearching: boolean;
} {
  const go = useGo();
  const { role } = useMe();
  const openThread = useOpenThread();
  const customerName = useCustomerName();
  const previewText = usePreviewText();
  const query = useDeferredValue(text.trim());
  const { data, isFetching } = useQuery({
    enabled: query !== "",
    queryKey: liveKey("palette", query),
    queryFn: ({ signal }) =>
      api<Found>("/search", { query: { q: query, limit: MAX_FOUND }, signal }),
    placeholderData: (before) => before,
    gcTime: 60_000,
  });
  if (query === "" || !data) return { groups: [], isSearching: isFetching };
  return {
    isSearching: isFetching,
    groups: [
      {
        name: "threads",
        items: data.threads.map((thread) => ({
          id: thread.id,
          label: customerName(thread.customer),
          // The server matched the query, so the item contains it for the palette's own filter.
          detail: `${previewText(thread)} · ${query}`,
          act: () => openThread(thread.id),
        })),
      },
      {
        name: "customers",
        items: (mayOpen(role, "customers") ? data.customers : []).map(
          (customer) => ({
            id: customer.id,
            label: customerName(customer),
            detail: query,
            act: () => go(`/customers/${customer.id}`),
          }),
        ),
      },
    ],
  };
}
