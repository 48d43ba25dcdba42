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
import {
  ListSkeleton,
  ThreadList,
} from "#components/inbox/list/thread-list.tsx";
import type { SearchAsView } from "#components/inbox/list/typed-search.ts";
import { useListKeys } from "#components/inbox/list/use-list-keys.ts";
import { clearPicked, usePicked } from "#components/inbox/bulk/picked.ts";
import { useSelectedThread } from "#components/navigation/selection.ts";
import { chooseView, useOpenView } from "#components/navigation/views.ts";
import { useInbox } from "#components/live/stores/live-context.ts";
import { lazily } from "#components/page/lazily.ts";
import { useFoundThreads } from "#components/live/queries/use-found-threads.ts";
import { useThreads } from "#components/live/queries/use-threads.ts";

const BulkBar = lazily(() => import("#components/inbox/bulk/bulk-bar.tsx"));

const SearchResults = lazily(
  () => import("#components/inbox/list/search-results.tsx"),
);
const ViewForm = lazily(() => import("#components/inbox/views/view-form.tsx"));

const MIN_SEARCH_LENGTH = 1;

export function ListPane() {
  const open = useOpenView();
  const [search, setSearch] = useState("");
  const [asView, setAsView] = useState<SearchAsView | null>(null);
  const query = useDeferredValue(search.trim());
  const searchField = useRef<HTMLInputElement>(null);
  const selected = useSelectedThread();
  const listed = useThreads(
    open.queries,
    open.sort === "unread" ? selected : null,
  );
  const found = useFoundThreads(open.found);
  const list = open.found ? found : listed;
  const isSearching = query.length >= MIN_SEARCH_LENGTH;
  const pickedIds = usePicked();
  const isPicking = pickedIds.size > 0;
  const byId = useInbox(({ threads }) => threads);
  const picked = useMemo(
    () => [...pickedIds].flatMap((id) => byId[id]?.thread ?? []),
    [pickedIds, byId],
  );
  // A selection ends with its view, or an act would reach conversations that are not on the screen.
  const viewKey = open.found
    ? JSON.stringify(open.found)
    : open.queries.map(keyOf).join();
  useEffect(() => clearPicked, [viewKey, isSearching]);
  useListKeys(isSearching ? [] : list.threads, searchField);
  return (
    <div className="flex h-full flex-col bg-sidebar">
      <ListHeader
        open={open}
        search={search}
        onSearch={setSearch}
        onSaveAsView={setAsView}
        searchField={searchField}
      />
      {isSearching ? (
        <Suspense fallback={<ListSkeleton />}>
          <SearchResults
            query={query}
            onClear={() => setSearch("")}
            onLeave={() => searchField.current?.focus()}
            onSaveAsView={setAsView}
          />
        </Suspense>
      ) : (
        <ThreadList list={list} open={open} />
      )}
      {asView && (
        <Suspense>
          <ViewForm
            view={null}
            name={asView.name}
            filter={{
              q: asView.q,
              ...(asView.channel ? { channel: asView.channel } : {}),
            }}
            onClose={() => setAsView(null)}
            onSaved={({ id }) => {
              setAsView(null);
              setSearch("");
              chooseView(id);
            }}
          />
        </Suspense>
      )}
      {isPicking && (
        <Suspense>
          <BulkBar threads={picked} />
        </Suspense>
      )}
    </div>
  );
}
