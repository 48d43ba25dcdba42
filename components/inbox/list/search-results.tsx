"use client";

import { useQuery } from "@tanstack/react-query";
import { BookmarkPlus, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { SavedSearch } from "#contract/people/preferences.ts";
import { isTeammate } from "#contract/people/roles.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  ListSkeleton,
  ROW_HEIGHT_PX,
} from "#components/inbox/list/thread-list.tsx";
import { MessageHit } from "#components/inbox/list/message-hit.tsx";
import { ThreadRow } from "#components/inbox/list/thread-row.tsx";
import { walkChoices } from "#components/inbox/list/walk-choices.ts";
import {
  useOpenThread,
  useSelectedThread,
} from "#components/navigation/selection.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import {
  isSameList,
  useInbox,
  useLive,
  useMe,
} from "#components/live/stores/live-context.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePrefetchRoom } from "#components/live/queries/use-room.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_RESULTS = 50;
const MAX_HITS = 20;
const NO_HITS: readonly Message[] = [];
const TYPING_PAUSE_MS = 150;

/** Threads in any status whose customer or messages contain the search text. */
export default function SearchResults({
  query,
  onClear,
  onLeave,
  onSaveAsView,
}: {
  query: string;
  onClear: () => void;
  /** Back to the search field. */
  onLeave: () => void;
  onSaveAsView: (search: SavedSearch) => void;
}) {
  const t = useTranslations("list");
  const views = useTranslations("views");
  const { role } = useMe();
  const words = useErrorWords();
  const { store } = useLive();
  const selected = useSelectedThread();
  const openThread = useOpenThread();
  const prefetch = usePrefetchRoom();
  const { data, isPending, error, refetch } = useQuery({
    queryKey: liveKey("search", query),
    queryFn: async ({ signal }) => {
      await pause(TYPING_PAUSE_MS, signal);
      const { seq: startedSeq } = store.getState();
      const [page, found] = await Promise.all([
        api<Page<Thread>>("/threads", {
          query: { q: query, limit: MAX_RESULTS },
          signal,
        }),
        api<{ messages: Message[] }>("/search", {
          query: { q: query, limit: MAX_HITS },
          signal,
        }),
      ]);
      for (const thread of page.items)
        store.dispatch({ type: "thread.fetched", thread, startedSeq });
      return {
        threadIds: page.items.map(({ id }) => id),
        messages: found.messages,
      };
    },
    gcTime: 60_000,
  });
  const threads = useInbox(
    useCallback(
      (state: InboxState) =>
        (data?.threadIds ?? []).flatMap(
          (id) => state.threads[id]?.thread ?? [],
        ),
      [data],
    ),
    isSameList,
  );
  const hits = data?.messages ?? NO_HITS;
  if (error)
    return (
      <EmptyState
        title={t("failed")}
        text={words(error)}
        action={<Button onClick={() => void refetch()}>{t("retry")}</Button>}
      />
    );
  if (isPending) return <ListSkeleton />;
  const nothing = threads.length === 0 && hits.length === 0;
  if (nothing)
    return (
      <EmptyState
        icon={<SearchX />}
        title={t("nothingFound")}
        text={t("nothingFoundHint", { query })}
        action={<Button onClick={onClear}>{t("clearSearch")}</Button>}
      />
    );
  return (
    <div
      data-results=""
      onKeyDown={(event) => {
        walkChoices(event);
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onLeave();
      }}
      className="min-h-0 flex-1 overflow-y-auto"
    >
      <div className="flex min-h-9 items-center justify-between gap-2 ps-4 pe-2 pt-1">
        <p role="status" className="text-xs text-muted-foreground">
          {t("found", { count: threads.length })}
        </p>
        {isTeammate(role) && (
          <Button
            variant="ghost"
            size="sm"
            className="h-6 px-1.5 text-xs touch:h-8"
            onClick={() => onSaveAsView({ name: query, q: query })}
          >
            <BookmarkPlus />
            {views("save")}
          </Button>
        )}
      </div>
      <ul aria-label={t("search")}>
        {threads.map((thread) => (
          <li key={thread.id} style={{ height: ROW_HEIGHT_PX }}>
            <ThreadRow
              thread={thread}
              isSelected={thread.id === selected}
              onOpen={openThread}
              onApproach={prefetch}
            />
          </li>
        ))}
      </ul>
      {hits.length > 0 && (
        <>
          <h2 className="border-t px-4 pt-3 pb-1 text-xs font-medium text-muted-foreground">
            {t("foundMessages")}
          </h2>
          <ul aria-label={t("foundMessages")} className="pb-2">
            {hits.map((message) => (
              <li key={message.id}>
                <MessageHit message={message} query={query} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** Waits before a search, so that of quickly typed letters only the last starts one. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("Superseded", "AbortError"));
    });
  });
}
