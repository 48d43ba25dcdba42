"use client";

import {
  Suspense,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { keyOf } from "#contract/live/thread-list.ts";
import { ListHeader } from "#components/inbox/list/list-header.tsx";
import { SearchResults } from "#components/inbox/list/search-results.tsx";
import { ThreadList } from "#components/inbox/list/thread-list.tsx";
import { useListKeys } from "#components/inbox/list/use-list-keys.ts";
import { clearPicked, usePicked } from "#components/inbox/bulk/picked.ts";
import { useOpenView } from "#components/navigation/views.ts";
import { useInbox } from "#components/live/stores/live-context.ts";
import { lazily } from "#components/page/lazily.ts";
import { useThreads } from "#components/live/queries/use-threads.ts";

const BulkBar = lazily(() => import("#components/inbox/bulk/bulk-bar.tsx"));

const MIN_SEARCH_LENGTH = 1;

export function ListPane() {
  const open = useOpenView();
  const [search, setSearch] = useState("");
  const query = useDeferredValue(search.trim());
  const searchField = useRef<HTMLInputElement>(null);
  const list = useThreads(open.queries);
  const isSearching = query.length >= MIN_SEARCH_LENGTH;
  const pickedIds = usePicked();
  const isPicking = pickedIds.size > 0;
  const byId = useInbox(({ threads }) => threads);
  const picked = useMemo(
    () => [...pickedIds].flatMap((id) => byId[id]?.thread ?? []),
    [pickedIds, byId],
  );
  // A selection ends with its view.
  const viewKey = open.queries.map(keyOf).join();
  useEffect(() => clearPicked, [viewKey]);
  useListKeys(isSearching ? [] : list.threads, searchField);
  return (
    <div className="flex h-full flex-col bg-sidebar">
      <ListHeader
        open={open}
        search={search}
        onSearch={setSearch}
        searchField={searchField}
      />
      {isSearching ? (
        <SearchResults query={query} onClear={() => setSearch("")} />
      ) : (
        <ThreadList list={list} open={open} />
      )}
      {isPicking && (
        <Suspense>
          <BulkBar threads={picked} />
        </Suspense>
      )}
    </div>
  );
}
