"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Review, UpdateReview } from "#contract/review/review.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Changes the review and shows the answer at once; a refusal is shown as a toast. */
export function useReviewChange(channelId: string) {
  const words = useErrorWords();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateReview) =>
      api<Review>(`/review/${channelId}`, { method: "PATCH", body }),
    onSuccess: (review) =>
      queryClient.setQueryData(liveKey("review", channelId), review),
    onError: (error) => toast.error(words(error)),
  });
}
