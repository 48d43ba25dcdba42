"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { Thread } from "#contract/threads/thread.ts";
import type { TraceEntry } from "#components/inbox/trace/trace-detail.ts";
import { TrailButton } from "#components/inbox/trace/trail-button.tsx";
import { TraceReasons } from "#components/inbox/trace/trace-reasons.tsx";
import { useTraceTitle } from "#components/inbox/trace/use-trace-title.ts";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { dateAndTime, fullTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Explains why a thread is where it is: each routing decision as text, the newest first. */
export default function TraceDialog({
  thread,
  onClose,
}: {
  thread: Pick<Thread, "id" | "version">;
  onClose: () => void;
}) {
  const t = useTranslations("trace");
  const words = useErrorWords();
  const { data, isPending, error, refetch } = useQuery({
    // A change of the thread may be a new decision.
    queryKey: liveKey("trace", thread.id, thread.version),
    queryFn: ({ signal }) =>
      fetchAll<TraceEntry>(`/threads/${thread.id}/trace`, signal),
    placeholderData: (before) => before,
    // The router decides a moment after the thread has changed.
    staleTime: 0,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("hint")}
      className="md:max-w-2xl"
      footer={<TrailButton threadId={thread.id} />}
    >
      {isPending && <Skeleton className="h-48 rounded-lg" />}
      {error && !data && (
        <EmptyState
          title={t("failed")}
          text={words(error)}
          action={<Button onClick={() => void refetch()}>{t("retry")}</Button>}
        />
      )}
      {data?.length === 0 && <EmptyState title={t("empty")} />}
      {data && data.length > 0 && (
        <ol aria-label={t("title")} className="pb-3">
          {data.map((entry, index) => (
            <Entry key={entry.id} entry={entry} isNewest={index === 0} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

function Entry({ entry, isNewest }: { entry: TraceEntry; isNewest: boolean }) {
  const locale = useLocale();
  const title = useTraceTitle()(entry);
  return (
    <li className="relative border-s-2 ps-5 pb-5 last:border-transparent last:pb-0">
      <span
        aria-hidden
        className={`absolute -start-[5px] top-1.5 size-2 rounded-full ${isNewest ? "bg-primary" : "bg-subtle"}`}
      />
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <p className="text-sm font-medium">{title}</p>
        <time
          dateTime={entry.at}
          title={fullTime(locale, entry.at)}
          className="text-xs text-muted-foreground tabular-nums"
        >
          {dateAndTime(locale, entry.at)}
        </time>
      </div>
      <TraceReasons entry={entry} />
    </li>
  );
}
