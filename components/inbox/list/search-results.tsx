"use client";

import { useQuery } from "@tanstack/react-query";
import { BookmarkPlus, Search, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { isTeammate } from "#contract/people/roles.ts";
import type { FoundHit, FoundHits } from "#contract/threads/found-hits.ts";
import type { Found } from "#contract/threads/search.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { LeadHit } from "#components/inbox/list/lead-hit.tsx";
import {
  ListSkeleton,
  ROW_HEIGHT_PX,
} from "#components/inbox/list/thread-list.tsx";
import { Marked } from "#components/inbox/list/marked.tsx";
import { MessageHit } from "#components/inbox/list/message-hit.tsx";
import { ThreadRow } from "#components/inbox/list/thread-row.tsx";
import {
  asksForMessages,
  type SearchAsView,
  type TypedSearch,
} from "#components/inbox/list/typed-search.ts";
import { useReadSearch } from "#components/inbox/list/use-read-search.ts";
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
const NOTHING: Omit<Results, "threadIds"> = {
  messages: [],
  leads: [],
  hits: {},
};
const NO_THREADS: FoundPage = { items: [], nextCursor: null };
const TYPING_PAUSE_MS = 150;

type Results = Pick<Found, "messages" | "leads"> & {
  threadIds: readonly string[];
  /** By thread, the message that was found. */
  hits: FoundHits;
};
type FoundPage = Page<Thread> & { hits?: FoundHits };

/** Threads in any status whose customer or messages contain the search text, such messages, and leads; filters are typed with it. */
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
  onSaveAsView: (search: SearchAsView) => void;
}) {
  const t = useTranslations("list");
  const views = useTranslations("views");
  const { role } = useMe();
  const words = useErrorWords();
  const { store } = useLive();
  const selected = useSelectedThread();
  const openThread = useOpenThread();
  const prefetch = usePrefetchRoom();
  const asked = useReadSearch()(query);
  const { q, channel } = asked;
  const wantsThreads = !asksForMessages(asked);
  const { data, isPending, error, refetch } = useQuery({
    enabled: q !== "",
    queryKey: liveKey("search", asked),
    queryFn: async ({ signal }): Promise<Results> => {
      await pause(TYPING_PAUSE_MS, signal);
      const { seq: startedSeq } = store.getState();
      const [page, found] = await Promise.all([
        wantsThreads
          ? api<FoundPage>("/threads", {
              query: { q, channel, limit: MAX_RESULTS },
              signal,
            })
          : NO_THREADS,
        api<Found>("/search", {
          query: { ...sentWith(asked), limit: MAX_HITS },
          signal,
        }),
      ]);
      for (const thread of page.items)
        store.dispatch({ type: "thread.fetched", thread, startedSeq });
      return {
        threadIds: page.items.map(({ id }) => id),
        hits: page.hits ?? {},
        messages: found.messages,
        leads: mayOpen(role, "leads") ? found.leads : [],
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
  const { messages, leads, hits } = data ?? NOTHING;
  if (q === "")
    return (
      <EmptyState
        icon={<Search />}
        title={t("noWords")}
        text={t("noWordsHint")}
      />
    );
  if (error)
    return (
      <EmptyState
        title={t("failed")}
        text={words(error)}
        action={<Button onClick={() => void refetch()}>{t("retry")}</Button>}
      />
    );
  if (isPending) return <ListSkeleton />;
  const nothing = threads.length + messages.length + leads.length === 0;
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
          {wantsThreads
            ? t("found", { count: threads.length })
            : t("foundHits", { count: messages.length })}
        </p>
        {isTeammate(role) && wantsThreads && (
          <Button
            variant="ghost"
            size="sm"
            className="h-6 px-1.5 text-xs touch:h-8"
            onClick={() => onSaveAsView({ name: q, q, channel })}
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
              {...rowHit(hits[thread.id], q)}
            />
          </li>
        ))}
      </ul>
      {messages.length > 0 && (
        <>
          <h2 className="border-t px-4 pt-3 pb-1 text-xs font-medium text-muted-foreground">
            {t("foundMessages")}
          </h2>
          <ul aria-label={t("foundMessages")} className="pb-2">
            {messages.map((message) => (
              <li key={message.id}>
                <MessageHit message={message} query={q} />
              </li>
            ))}
          </ul>
        </>
      )}
      {leads.length > 0 && (
        <>
          <h2 className="border-t px-4 pt-3 pb-1 text-xs font-medium text-muted-foreground">
            {t("foundLeads")}
          </h2>
          <ul aria-label={t("foundLeads")} className="pb-2">
            {leads.map((lead) => (
              <li key={lead.id}>
                <LeadHit lead={lead} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** A row’s hit: the found message instead of the last one. */
function rowHit(hit: FoundHit | undefined, q: string) {
  if (!hit) return {};
  const text = <Marked text={hit.snippet} query={q} />;
  return { hit: { ...hit, text } };
}

/** The search as the API takes it: a day begins in the reader's time zone. */
function sentWith({ after, before, ...rest }: TypedSearch) {
  const beginning = (day: string | undefined) =>
    day && new Date(`${day}T00:00`).toISOString();
  return { ...rest, after: beginning(after), before: beginning(before) };
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
