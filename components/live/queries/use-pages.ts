"use client";

import {
  useInfiniteQuery,
  type InfiniteData,
  type QueryKey,
  type UseInfiniteQueryResult,
} from "@tanstack/react-query";
import {
  api,
  type ApiOptions,
  type Page,
} from "#components/live/transport/api.ts";

/** A list of the API that is fetched a page at a time; `data` has the items of all pages so far. */
export function usePages<Item>({
  path,
  query,
  ...options
}: {
  queryKey: QueryKey;
  path: string;
  query: ApiOptions["query"];
  /** Milliseconds; left out: the usual. */
  staleTime?: number;
}): UseInfiniteQueryResult<Item[]> {
  return useInfiniteQuery({
    ...options,
    queryFn: ({ pageParam, signal }) =>
      api<Page<Item>>(path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    select: itemsOf,
  });
}

function itemsOf<Item>({ pages }: InfiniteData<Page<Item>>): Item[] {
  return pages.flatMap(({ items }) => items);
}
