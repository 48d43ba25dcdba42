"use client";

import { useLocale } from "next-intl";
import { useCallback } from "react";
import type { Alert } from "#contract/supervision/alert.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";

type Missed = {
  customer: { id: string; name: string | null; externalId: string };
};

/** The customers of a missed_offers alert, in a list: "Lin, Wei and Guest 6027"; empty: it names none. */
export function useMissedNames(): (alert: Alert | null) => string {
  const locale = useLocale();
  const customerName = useCustomerName();
  return useCallback(
    (alert) => {
      const { missed = [] } = (alert?.detail ?? {}) as { missed?: Missed[] };
      const names = missed.map(({ customer: { name, externalId } }) =>
        customerName({
          name: name ?? "",
          nameKnown: name !== null,
          identities: [{ channelId: "", externalId }],
        }),
      );
      return new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
    },
    [locale, customerName],
  );
}
