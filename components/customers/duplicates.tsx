"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import type { Duplicate } from "#contract/customers/duplicate.ts";
import { MergeDialog } from "#components/customers/merge-dialog.tsx";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** Customers who may be the same person; nothing without any. */
export function Duplicates({ customer }: { customer: Customer }) {
  const t = useTranslations("customer.duplicates");
  const nameOf = useCustomerName();
  const [other, setOther] = useState<Customer | null>(null);
  const { data = [] } = useQuery({
    queryKey: liveKey(
      "customer-duplicates",
      customer.id,
      customer.email,
      customer.phone,
      customer.name,
    ),
    queryFn: async ({ signal }) =>
      (
        await api<Page<Duplicate>>(`/customers/${customer.id}/duplicates`, {
          signal,
        })
      ).items,
  });
  if (data.length === 0) return null;
  return (
    <section aria-label={t("title")} className="mt-6">
      <h3 className="text-xs font-medium text-muted-foreground">
        {t("title")}
      </h3>
      <ul className="mt-2 divide-y overflow-hidden rounded-lg border bg-card">
        {data.map(({ customer: found, reasons }) => (
          <li
            key={found.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2"
          >
            <Avatar
              id={found.id}
              name={nameOf(found)}
              url={found.avatarUrl}
              size="sm"
            />
            <span className="min-w-0 flex-1">
              <PageLink
                href={`/customers/${found.id}`}
                prefetch={false}
                className="bidi block truncate text-sm font-medium hover:underline"
              >
                {nameOf(found)}
              </PageLink>
              <span className="block text-xs text-muted-foreground">
                {reasons.map((reason) => t(`reasons.${reason}`)).join(" · ")}
              </span>
            </span>
            <Button
              size="sm"
              aria-label={t("mergeWhat", { name: nameOf(found) })}
              onClick={() => setOther(found)}
            >
              {t("merge")}
            </Button>
          </li>
        ))}
      </ul>
      {other && (
        <MergeDialog
          one={customer}
          other={other}
          onClose={() => setOther(null)}
        />
      )}
    </section>
  );
}
