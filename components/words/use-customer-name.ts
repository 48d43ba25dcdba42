"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { neutralNameEnding } from "#contract/text/profile-name.ts";
import type { Customer } from "#contract/customers/customer.ts";

/** The name, or the neutral one in the agent's language while the profile is unknown. */
export function useCustomerName(): (
  customer: Pick<Customer, "name" | "nameKnown" | "identities">,
) => string {
  const t = useTranslations("common");
  return useCallback(
    ({ name, nameKnown, identities }) => {
      const externalId = identities[0]?.externalId;
      if (nameKnown || !externalId) return name;
      return t("guest", { ending: neutralNameEnding(externalId) });
    },
    [t],
  );
}
