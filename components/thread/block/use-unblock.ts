"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Customer } from "#contract/customers/customer.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Ends a customer's block. */
export function useUnblock(customerId: string) {
  const words = useErrorWords();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      api<Customer>(`/customers/${customerId}/block`, { method: "DELETE" }),
    onSuccess: (saved) =>
      queryClient.setQueryData(liveKey("customer", customerId), saved),
    onError: (error) => toast.error(words(error)),
  });
}
