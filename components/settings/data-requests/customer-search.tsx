"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import type { RequestChange } from "#components/settings/data-requests/use-request-change.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const SHOWN = 8;

/** Finds the customer whom a request is about. */
export function CustomerSearch({
  initial,
  change,
  onClose,
}: {
  /** The first search. */
  initial: string;
  change: RequestChange;
  onClose: () => void;
}) {
  const t = useTranslations("settings.dataRequests");
  const words = useErrorWords();
  const nameOf = useCustomerName();
  const [search, setSearch] = useState(initial);
  const q = useDeferredValue(search.trim());
  const { data: found, error } = useQuery({
    queryKey: liveKey("request-customers", q),
    queryFn: ({ signal }) =>
      api<Page<Customer>>("/customers", { query: { q, limit: SHOWN }, signal }),
    select: ({ items }) => items,
    enabled: q !== "",
  });
  const problem = change.error ?? error;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("findCustomer")}
    >
      <SearchInput
        label={t("searchCustomers")}
        value={search}
        onChange={setSearch}
        className="mb-3"
      />
      {problem && (
        <Notice tone="danger" role="alert">
          {words(problem)}
        </Notice>
      )}
      <ul aria-label={t("found")} className="flex flex-col gap-1 pb-2">
        {found?.map((customer) => (
          <li key={customer.id}>
            <Button
              className="h-auto w-full justify-start py-2 text-start"
              onClick={() =>
                change.mutate(
                  { customerId: customer.id },
                  { onSuccess: onClose },
                )
              }
            >
              <span className="bidi min-w-0 truncate">
                {[nameOf(customer), customer.email, customer.phone]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      {q !== "" && found?.length === 0 && (
        <p role="status" className="pb-2 text-sm text-muted-foreground">
          {t("nobodyFound")}
        </p>
      )}
    </Dialog>
  );
}
