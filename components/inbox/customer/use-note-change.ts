"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Change = {
  id?: string;
  method: "POST" | "PATCH" | "DELETE";
  body?: object;
};

/** Adds, changes or deletes a note about a customer, and shows it everywhere. */
export function useNoteChange(customerId: string) {
  const words = useErrorWords();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, method, body }: Change) =>
      api(`/customers/${customerId}/notes${id === undefined ? "" : `/${id}`}`, {
        method,
        body,
      }),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({
          queryKey: liveKey("customer-notes", customerId),
        }),
        queryClient.invalidateQueries({
          queryKey: liveKey("customer-timeline", customerId),
        }),
      ]),
    onError: (error) => toast.error(words(error)),
  });
}
