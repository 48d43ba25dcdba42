"use client";

import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { DeliveryRecord } from "#contract/channels/deliveries.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Empty text: any. Times are ISO 8601. */
export type DeliveryFilter = {
  q: string;
  channel: string;
  state: string;
  from: string;
  to: string;
};

export const NO_FILTER: DeliveryFilter = {
  q: "",
  channel: "",
  state: "",
  from: "",
  to: "",
};

const PAGE = 50;
/** The server looks through a limited number at once: an empty page may have more behind it. */
const EMPTY_PAGES = 5;
/** A delivery that waits to be applied is soon done. */
const PENDING_MS = 2_000;

/** Deliveries, newest first. A search that has found nothing yet looks further back, up to a limit. */
export function useDeliveries(filter: DeliveryFilter) {
  return useInfiniteQuery({
    queryKey: liveKey("deliveries", filter),
    queryFn: ({ pageParam, signal }) => readPage(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some(isPending) ? PENDING_MS : false,
  });
}

export function useDelivery(id: string) {
  return useQuery({
    queryKey: liveKey("deliveries", id),
    queryFn: ({ signal }) =>
      api<DeliveryRecord>(`/deliveries/${id}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data && isPending(state.data) ? PENDING_MS : false,
  });
}

function isPending({ state }: DeliveryRecord): boolean {
  return state === "pending";
}

async function readPage(
  { q, channel, state, from, to }: DeliveryFilter,
  first: string | undefined,
  signal: AbortSignal,
): Promise<Page<DeliveryRecord>> {
  let cursor = first;
  for (let page = 1; ; page += 1) {
    const found = await api<Page<DeliveryRecord>>("/deliveries", {
      query: {
        q: q || undefined,
        channel: channel || undefined,
        state: state || undefined,
        from: from || undefined,
        to: to || undefined,
        limit: PAGE,
        cursor,
      },
      signal,
    });
    const isEnough = found.items.length > 0 || found.nextCursor === null;
    if (isEnough || page === EMPTY_PAGES) return found;
    cursor = found.nextCursor ?? undefined;
  }
}

/** Applies deliveries again. `onDone` after the server has taken it. */
export function useReplay(onDone: () => void = () => undefined) {
  const t = useTranslations("settings.deliveries");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) =>
      api<{ replayed: number }>("/deliveries/replay", {
        method: "POST",
        body: { ids },
      }),
    onSuccess: async ({ replayed }) => {
      toast.success(t("replayed", { count: replayed }));
      onDone();
      await queryClient.invalidateQueries({ queryKey: liveKey("deliveries") });
    },
    onError: (error) => toast.error(words(error)),
  });
}
