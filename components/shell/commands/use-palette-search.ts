"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue } from "react";
import { mayOpen } from "#contract/live/console-pages.ts";
import { findFolded, includesFolded } from "#contract/text/fold.ts";
import { findNumber } from "#contract/text/number-keys.ts";
import { truncateStart } from "#contract/text/text.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Found } from "#contract/threads/search.ts";
import { useFormName, useLeadName } from "#components/leads/use-lead-words.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { usePreviewText } from "#components/thread/use-preview-text.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useLive, useMe } from "#components/live/stores/live-context.ts";
import { useGo } from "#components/navigation/use-go.ts";
import type { PaletteGroup } from "./palette-item.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";

const MAX_FOUND = 6;
// Characters shown before the typed text in a message.
const LEAD_CHARACTERS = 24;

/** Threads, messages, customers and leads that contain the typed text. The server has matched them. */
export function usePaletteSearch(text: string): {
  groups: PaletteGroup[];
  isSearching: boolean;
} {
  const t = useTranslations("customer.aliases");
  const go = useGo();
  const { role } = useMe();
  const openThread = useOpenThread();
  const customerName = useCustomerName();
  const leadName = useLeadName();
  const formName = useFormName();
  const previewText = usePreviewText();
  const { store } = useLive();
  const query = useDeferredValue(text.trim());
  const { data, isFetching } = useQuery({
    enabled: query !== "",
    queryKey: liveKey("palette", query),
    queryFn: ({ signal }) =>
      api<Found>("/search", { query: { q: query, limit: MAX_FOUND }, signal }),
    placeholderData: (before) => before,
    gcTime: 60_000,
  });
  /** A customer whose name does not show why they are found. */
  const aliasDetail = ({ name, aliases }: Customer) => {
    const found = aliases.find((alias) => includesFolded(alias, query));
    return found === undefined || includesFolded(name, query)
      ? {}
      : { detail: t("known", { name: found }) };
  };
  const nameIn = (threadId: string) => {
    const held = store.getState().threads[threadId];
    return held && customerName(held.thread.customer);
  };
  if (query === "" || !data) return { groups: [], isSearching: isFetching };
  return {
    isSearching: isFetching,
    groups: [
      {
        name: "threads",
        items: data.threads.map((thread) => ({
          id: thread.id,
          label: customerName(thread.customer),
          detail: previewText(thread),
          isFound: true,
          act: () => openThread(thread.id),
        })),
      },
      {
        name: "messages",
        items: data.messages.map(({ id, threadId, author, text }) => ({
          id,
          label: nameIn(threadId) ?? author.name,
          detail: aroundHit(text ?? "", query),
          isFound: true,
          act: () => openThread(threadId, { messageId: id }),
        })),
      },
      {
        name: "customers",
        items: (mayOpen(role, "customers") ? data.customers : []).map(
          (customer) => ({
            id: customer.id,
            label: customerName(customer),
            ...aliasDetail(customer),
            isFound: true,
            act: () => go(`/customers/${customer.id}`),
          }),
        ),
      },
      {
        name: "leads",
        items: (mayOpen(role, "leads") ? data.leads : []).map((lead) => ({
          id: lead.id,
          label: leadName(lead),
          detail: formName(lead),
          isFound: true,
          act: () => go(`/leads/${lead.id}`),
        })),
      },
    ],
  };
}

/** The message from shortly before the typed text on. */
function aroundHit(text: string, query: string): string {
  const hit = findFolded(text, query) ?? findNumber(text, query);
  const before = text.slice(0, hit?.start ?? 0);
  const lead = truncateStart(before, LEAD_CHARACTERS);
  const rest = lead + text.slice(before.length);
  return lead === before ? rest : `…${rest}`;
}
