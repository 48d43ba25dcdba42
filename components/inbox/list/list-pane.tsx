"use client";

import { useDeferredValue, useRef, useState } from "react";
import { ListHeader } from "#components/inbox/list/list-header.tsx";
import { SearchResults } from "#components/inbox/list/search-results.tsx";
import { ThreadList } from "#components/inbox/list/thread-list.tsx";
import { useListKeys } from "#components/inbox/list/use-list-keys.ts";
import { queriesOf, useViewChoice } from "#components/navigation/views.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useThreads } from "#components/live/queries/use-threads.ts";

const MIN_SEARCH_LENGTH = 1;

export function ListPane() {
  const me = useMe();
  const [choice, setChoice] = useViewChoice();
  const [search, setSearch] = useState("");
  const query = useDeferredValue(search.trim());
  const searchField = useRef<HTMLInputElement>(null);
  const list = useThreads(queriesOf(choice, me.id));
  const isSearching = query.length >= MIN_SEARCH_LENGTH;
  useListKeys(isSearching ? [] : list.threads, searchField);
  return (
    <div className="flex h-full flex-col bg-sidebar">
      <ListHeader
        choice={choice}
        onChoice={setChoice}
        search={search}
        onSearch={setSearch}
        searchField={searchField}
      />
      {isSearching ? (
        <SearchResults query={query} onClear={() => setSearch("")} />
      ) : (
        <ThreadList
          list={list}
          view={choice.view}
          {...(choice.label === null
            ? {}
            : { onClearLabel: () => setChoice({ label: null }) })}
        />
      )}
    </div>
  );
}
