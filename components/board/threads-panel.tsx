"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, ArrowRightLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, type KeyboardEvent } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import { LiveClock } from "#components/words/live-clock.tsx";
import { BOARD } from "#components/board/use-board.ts";
import type { Moving } from "#components/board/use-reassign.ts";
import { hrefOf } from "#components/navigation/selection.ts";
import { TestMark } from "#components/thread/test-mark.tsx";
import { usePreviewText } from "#components/thread/use-preview-text.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_SHOWN = 100;

/** The threads to show: those that wait in a queue or unassigned, or an agent's open ones. */
export type Scope = {
  type: "queue" | "unassigned" | "agent";
  /** "" for the unassigned threads. */
  id: string;
  name: string;
};

const QUERIES = {
  queue: (id: string) => ({ queue: id, status: "waiting", sort: "waiting" }),
  agent: (id: string) => ({ owner: id, status: "open", sort: "waiting" }),
  unassigned: () => ({ status: "waiting", routing: "none", sort: "waiting" }),
} as const;

/** Threads to be moved: by drag, by M, or by the button; one or several. */
export function ThreadsPanel({
  scope,
  onClose,
  onMove,
  onDrag,
}: {
  scope: Scope;
  onClose: () => void;
  onMove: (threads: Moving[]) => void;
  onDrag: (threads: Moving[] | null) => void;
}) {
  const t = useTranslations("board");
  const words = useErrorWords();
  const customerName = useCustomerName();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { data, error, isPending } = useQuery({
    queryKey: [...BOARD, "threads", scope.type, scope.id],
    queryFn: ({ signal }) =>
      api<Page<Thread>>("/threads", {
        query: { ...QUERIES[scope.type](scope.id), limit: MAX_SHOWN },
        signal,
      }),
  });
  const threads = data?.items ?? [];
  const selected = threads.filter(({ id }) => chosen.includes(id));
  const movingOf = (some: Thread[]): Moving[] =>
    some.map(({ id, customer }) => ({ id, name: customerName(customer) }));
  /** The selected threads if this one is among them; otherwise this one alone. */
  const withChosen = (thread: Thread) =>
    movingOf(selected.includes(thread) ? selected : [thread]);
  const onKeyDown = (event: KeyboardEvent, thread: Thread) => {
    if (event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey)
      return;
    event.preventDefault();
    onMove(withChosen(thread));
  };
  return (
    <section
      aria-label={t("threadsOf", { name: scope.name })}
      className="flex min-h-0 flex-1 flex-col"
    >
      <header className="sticky top-0 z-10 border-b bg-sidebar px-3 py-2">
        <div className="flex items-center gap-1">
          <IconButton label={t("back")} onClick={onClose}>
            <ArrowLeft />
          </IconButton>
          <h2 className="bidi min-w-0 flex-1 truncate text-base font-semibold">
            {scope.name}
          </h2>
          <Button
            size="sm"
            disabled={selected.length === 0}
            onClick={() => onMove(movingOf(selected))}
          >
            <ArrowRightLeft />
            {t("moveSelected", { count: selected.length })}
          </Button>
        </div>
        {threads.length > 0 && (
          <label className="mt-1 flex items-center gap-3 px-1 text-xs text-muted-foreground touch:min-h-11">
            <input
              type="checkbox"
              checked={selected.length === threads.length}
              onChange={({ target }) =>
                setChosen(target.checked ? threads.map(({ id }) => id) : [])
              }
              className="size-4 accent-(--primary)"
            />
            {t("selectAll")}
          </label>
        )}
        {threads.length > 0 && (
          <p className="px-1 pt-1 text-xs text-subtle max-md:hidden">
            {t("keysHint")}
          </p>
        )}
      </header>
      {isPending && <Skeleton className="m-3 h-40 rounded-lg" />}
      {error && !data && <EmptyState title={words(error)} />}
      {data && threads.length === 0 && <EmptyState title={t("noThreads")} />}
      <ul
        aria-label={t("threadsOf", { name: scope.name })}
        className="divide-y"
      >
        {threads.map((thread) => (
          <ThreadRow
            key={thread.id}
            thread={thread}
            isChosen={chosen.includes(thread.id)}
            onChoose={(isChosen) =>
              setChosen(
                isChosen
                  ? [...chosen, thread.id]
                  : chosen.filter((id) => id !== thread.id),
              )
            }
            onMove={() => onMove(withChosen(thread))}
            onKeyDown={(event) => onKeyDown(event, thread)}
            onDrag={(isDragged) =>
              onDrag(isDragged ? withChosen(thread) : null)
            }
          />
        ))}
      </ul>
      {data?.nextCursor && (
        <p className="p-3 text-xs text-muted-foreground">
          {t("firstOnly", { count: MAX_SHOWN })}
        </p>
      )}
    </section>
  );
}

function ThreadRow({
  thread,
  isChosen,
  onChoose,
  onMove,
  onKeyDown,
  onDrag,
}: {
  thread: Thread;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
  onMove: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onDrag: (isDragged: boolean) => void;
}) {
  const t = useTranslations("board");
  const name = useCustomerName()(thread.customer);
  const preview = usePreviewText()(thread);
  return (
    <li
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", name);
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
      onKeyDown={onKeyDown}
      className="flex cursor-grab items-center gap-3 px-4 py-2 hover:bg-accent has-checked:bg-primary-soft"
    >
      <label className="flex items-center touch:size-11 touch:justify-center">
        <input
          type="checkbox"
          aria-label={t("select", { name })}
          checked={isChosen}
          onChange={({ target }) => onChoose(target.checked)}
          className="size-4 accent-(--primary)"
        />
      </label>
      <PageLink
        href={hrefOf(thread.id)}
        draggable={false}
        className="min-w-0 flex-1 rounded-sm outline-offset-2"
      >
        <span className="flex items-center gap-2">
          <span className="bidi min-w-0 truncate text-sm font-medium">
            {name}
          </span>
          {thread.test && <TestMark />}
        </span>
        <span className="bidi block truncate text-xs text-muted-foreground">
          {preview}
        </span>
      </PageLink>
      {thread.waitingSince && (
        <LiveClock
          since={thread.waitingSince}
          className="text-xs text-muted-foreground"
        />
      )}
      <IconButton
        label={t("moveOne", { name })}
        size="icon-sm"
        onClick={onMove}
      >
        <ArrowRightLeft />
      </IconButton>
    </li>
  );
}
