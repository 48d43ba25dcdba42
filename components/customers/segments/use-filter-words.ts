"use client";

import { useTranslations } from "next-intl";
import type { CustomerFilter } from "#contract/customers/customer-filter.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import {
  useAgents,
  useChannelNames,
  useLabels,
} from "#components/live/queries/use-directory.ts";

type Named = { id: string; name: string };

/** Returns what a filter asks for, each as a short text. */
export function useFilterWords(): (filter: CustomerFilter) => string[] {
  const t = useTranslations("customers.segments");
  const lists = {
    channel: useChannelNames().data,
    label: useLabels().data,
    stage: useCustomerStages().data,
    accountOwner: useAgents().data,
  };
  const nameIn = (list: Named[] | undefined, id: string) =>
    list ? (list.find((one) => one.id === id)?.name ?? t("deleted")) : "…";
  return ({ q, ...ids }) => {
    const words = q ? [t("q", { text: q })] : [];
    for (const name of ["channel", "label", "accountOwner", "stage"] as const) {
      const id = ids[name];
      if (id) words.push(nameIn(lists[name], id));
    }
    return words;
  };
}
