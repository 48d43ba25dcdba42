"use client";

import { useLocale, useTranslations } from "next-intl";
import type { CustomerFilter } from "#contract/customers/customer-filter.ts";
import { isOn } from "#contract/threads/filter-switch.ts";
import { textsOf } from "#components/customers/customer-listing.ts";
import { useLastMessageWords } from "#components/customers/last-message-choice.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import {
  useAgents,
  useChannelNames,
  useLabels,
} from "#components/live/queries/use-directory.ts";
import { languageName } from "#components/words/times.ts";

type Named = { id: string; name: string };

/** Returns what a filter asks for, each as a short text. */
export function useFilterWords(): (filter: CustomerFilter) => string[] {
  const t = useTranslations("customers.segments");
  const filters = useTranslations("customers.filters");
  const locale = useLocale();
  const lastMessageWords = useLastMessageWords();
  const lists = {
    channel: useChannelNames().data,
    label: useLabels().data,
    stage: useCustomerStages().data,
    accountOwner: useAgents().data,
  };
  const nameIn = (list: Named[] | undefined, id: string) =>
    list ? (list.find((one) => one.id === id)?.name ?? t("deleted")) : "…";
  return (filter) => {
    const { q, open, blocked, language } = filter;
    const words = q ? [t("q", { text: q })] : [];
    for (const name of ["channel", "label", "accountOwner", "stage"] as const) {
      const id = filter[name];
      if (id) words.push(nameIn(lists[name], id));
    }
    if (open !== undefined) words.push(filters(`opens.${isOn(open) === true}`));
    words.push(...lastMessageWords(textsOf(filter)));
    if (language) words.push(languageName(locale, language));
    if (blocked !== undefined)
      words.push(filters(`blocks.${isOn(blocked) === true}`));
    return words;
  };
}
