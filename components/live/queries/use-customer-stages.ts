"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { CustomerStage } from "#contract/customers/customer-stage.ts";
import { isStaff } from "#contract/people/roles.ts";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { liveKey } from "./live-keys.ts";

/** The stages of customers in their order, archived ones as well. Reviewers have none. */
export function useCustomerStages(): UseQueryResult<CustomerStage[]> {
  return useQuery({
    enabled: isStaff(useMe().role),
    queryKey: liveKey("customer-stages", "all"),
    queryFn: ({ signal }) =>
      fetchAll<CustomerStage>("/customer-stages", signal),
  });
}
