"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { CustomerLanguages } from "#contract/customers/customer-languages.ts";
import { isStaff } from "#contract/people/roles.ts";
import { api } from "#components/live/transport/api.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { liveKey } from "./live-keys.ts";

/** The languages that customers read, as tags. Reviewers have none. */
export function useCustomerLanguages(): UseQueryResult<string[]> {
  return useQuery({
    enabled: isStaff(useMe().role),
    queryKey: liveKey("customer-languages"),
    queryFn: async ({ signal }) =>
      (await api<CustomerLanguages>("/customers/languages", { signal })).items,
  });
}
