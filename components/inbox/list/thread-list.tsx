"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Cable, CircleAlert, ListFilter } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useEffect, useRef } from "react";
import { useWatchRows } from "#components/live/queries/use-row-viewers.ts";
import { ThreadRow } from "#components/inbox/list/thread-row.tsx";
import {
  useOpenThread,
  useSelectedThread,
} from "#components/navigation/selection.ts";
import { clearNarrowing, type OpenView } from "#components/navigation/views.ts";
import { VIEW_ICONS } from "#components/inbox/views/view-icons.tsx";
import { PickBox } from "#components/inbox/bulk/pick-box.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { usePrefetchRoom } from "#components/live/queries/use-room.ts";
import type { ThreadList as List } from "#components/live/queries/use-threads.ts";
import { lazily } from "#components/page/lazily.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { Spinner } from "#components/ui/marks/spinner.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const NextWork = lazily(() => import("#components/inbox/panes/next-work.tsx"));

export const ROW_HEIGHT_PX = 76;
const OVERSCAN_ROWS = 6;
// The next page loads when this many rows are left.
const LOAD_AHEAD_ROWS = 15;

export function ThreadList({ list, open }: { list: List; open: OpenView }) {
  const t = useTranslations("list");
  const isNarrowed =
    open.saved !== null || Object.keys(open.narrowing).length > 0;
  const words = useErrorWords();
  // Only admins can connect one.
  const mayStart = mayOpen(useMe().role, "settings/start");
  const isWithoutChannel = useChannelNames().data?.length === 0 && mayStart;
  const nextWork = (
    <Suspense>
      <NextWork open={open} />
    </Suspense>
  );
  if (list.state === "loading") return <ListSkeleton />;
  if (list.state === "failed")
    return (
      <EmptyState
        icon={<CircleAlert />}
        title={t("failed")}
        text={words(list.error)}
        action={<Button onClick={list.retry}>{t("retry")}</Button>}
      />
    );
  if (list.threads.length === 0 && isNarrowed)
    return (
      <EmptyState
        icon={<ListFilter />}
        title={t("noneFound")}
        action={
          Object.keys(open.narrowing).length > 0 ? (
            <Button onClick={clearNarrowing}>{t("showAll")}</Button>
          ) : (
            nextWork
          )
        }
      />
    );
  if (list.threads.length === 0 && isWithoutChannel)
    return (
      <EmptyState
        icon={<Cable />}
        title={t("noChannel.title")}
        text={t("noChannel.text")}
        action={
          <PageLink
            href="/settings/start"
            className="text-sm text-primary hover:underline"
          >
            {t("noChannel.action")}
          </PageLink>
        }
      />
    );
  if (list.threads.length === 0)
    return (
      <EmptyState
        icon={VIEW_ICONS[open.key]}
        title={t(`empty.${open.key}.title`)}
        text={t(`empty.${open.key}.text`)}
        action={nextWork}
      />
    );
  return (
    <Rows list={list} label={open.saved?.name ?? t(`views.${open.key}`)} />
  );
}

function Rows({ list, label }: { list: List; label: string }) {
  const { threads, hasMore, isLoadingMore, loadMore } = list;
  const scroller = useRef<HTMLDivElement>(null);
  const selected = useSelectedThread();
  const openThread = useOpenThread();
  const prefetch = usePrefetchRoom();
  const me = useMe();
  const customerName = useCustomerName();
  const virtualizer = useVirtualizer({
    count: threads.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    getItemKey: (index) => threads[index]?.id ?? index,
    overscan: OVERSCAN_ROWS,
  });
  const rows = virtualizer.getVirtualItems();
  useWatchRows(rows.flatMap(({ index }) => threads[index]?.id ?? []));
  const lastShown = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= threads.length - LOAD_AHEAD_ROWS) loadMore();
  }, [hasMore, lastShown, threads.length, loadMore]);

  const at = threads.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (at === -1) return;
    virtualizer.scrollToIndex(at, { align: "auto" });
    for (const neighbour of [threads[at - 1], threads[at + 1]])
      if (neighbour) prefetch(neighbour.id);
    // Only for another selected thread: moving rows must not scroll the list.
  }, [selected]);

  return (
    <div ref={scroller} className="isolate min-h-0 flex-1 overflow-y-auto">
      <ul
        aria-label={label}
        className="relative"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {rows.map(({ index, key, start }) => {
          const thread = threads[index];
          return (
            thread && (
              <li
                key={key}
                className="group absolute inset-x-0 top-0"
                style={{
                  height: ROW_HEIGHT_PX,
                  transform: `translateY(${start}px)`,
                }}
              >
                <ThreadRow
                  thread={thread}
                  isSelected={thread.id === selected}
                  onOpen={openThread}
                  onApproach={prefetch}
                />
                {isTeammate(me.role) && (
                  <PickBox
                    id={thread.id}
                    name={customerName(thread.customer)}
                    isOpen={thread.id === selected}
                  />
                )}
              </li>
            )
          );
        })}
      </ul>
      {isLoadingMore && (
        <div className="flex justify-center py-3 text-muted-foreground">
          <Spinner />
        </div>
      )}
    </div>
  );
}

const SKELETON_ROWS = [72, 54, 88, 60, 76, 48, 84, 66];

export function ListSkeleton() {
  const t = useTranslations("common");
  return (
    <div role="status" aria-label={t("loading")} className="overflow-hidden">
      {SKELETON_ROWS.map((width, index) => (
        <div
          key={index}
          className="flex gap-3 px-3 py-3"
          style={{ height: ROW_HEIGHT_PX }}
        >
          <Skeleton className="size-10 rounded-full" />
          <div className="flex-1 space-y-2 pt-1">
            <Skeleton className="h-3 w-2/5" />
            <div style={{ width: `${width}%` }}>
              <Skeleton className="h-3" />
            </div>
          </div>
        </div>
      ))}
    </div>
  );
}
