"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { Thread } from "#contract/threads/thread.ts";
import type { TraceEntry } from "#components/inbox/trace/trace-detail.ts";
import { TrailButton } from "#components/inbox/trace/trail-button.tsx";
import { TraceReasons } from "#components/inbox/trace/trace-reasons.tsx";
import { useTraceTitle } from "#components/inbox/trace/use-trace-title.ts";
import { useWhoseWords } from "#components/thread/offers/use-whose-words.ts";
import { FoldSummary } from "#components/ui/controls/fold-summary.tsx";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { dateAndTime, fullTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

// Steps of one round of ringing; a conversation that rings for hours has hundreds.
const RINGING = new Set([
  "selected",
  "rang",
  "missed",
  "declined",
  "offer_ended",
  "no_answer",
  "round_over",
  "held",
  "overflow",
]);
/** The newest steps of a longer ringing that are shown at once. */
const RINGING_SHOWN = 2;
const RINGING_WHOLE = 4;
/** The steps that bring a thread to its place or its owner. */
const DECIDING = new Set([
  "owned",
  "routed",
  "handed_on",
  "transferred",
  "requeued",
  "closed",
]);

/** Explains why a thread is where it is: where it is now and by which decision, then each decision as text, the newest first. */
export default function TraceDialog({
  thread,
  onClose,
}: {
  thread: Thread;
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
      {data?.length === 0 && (
        <EmptyState
          title={t("empty")}
          {...(thread.status === "closed" && { text: t("emptyHint") })}
        />
      )}
      {data && data.length > 0 && (
        <>
          <Now thread={thread} entries={data} />
          <ol aria-label={t("title")} className="pb-3">
            {foldRinging(data).map(({ shown, folded }, index) => (
              <Stretch
                key={shown[0]?.id}
                shown={shown}
                folded={folded}
                isNewest={index === 0}
              />
            ))}
          </ol>
        </>
      )}
    </Dialog>
  );
}

/** The answer: where it is, and the decision that brought it there. */
function Now({ thread, entries }: { thread: Thread; entries: TraceEntry[] }) {
  const words = useWhoseWords(thread);
  const titleOf = useTraceTitle();
  const deciding = entries.find(({ step }) => DECIDING.has(step));
  return (
    <div className="mb-5 rounded-lg bg-muted px-4 py-3">
      <p className="font-medium">{words}</p>
      {deciding && (
        <>
          <p className="mt-0.5 text-sm">{titleOf(deciding)}</p>
          {/* As the newest entry it stands just below, with its reasons. */}
          {deciding !== entries[0] && <TraceReasons entry={deciding} isBrief />}
        </>
      )}
    </div>
  );
}

type Stretch = { shown: TraceEntry[]; folded: TraceEntry[] };

/** Steps of ringing that follow each other are one stretch, with all but the newest folded. Pure. */
function foldRinging(entries: readonly TraceEntry[]): Stretch[] {
  const stretches: TraceEntry[][] = [];
  for (const entry of entries) {
    const last = stretches.at(-1);
    const goesOn =
      last && RINGING.has(entry.step) && RINGING.has(last[0]?.step ?? "");
    if (goesOn) last.push(entry);
    else stretches.push([entry]);
  }
  return stretches.map((all) => {
    const at = all.length > RINGING_WHOLE ? RINGING_SHOWN : all.length;
    return { shown: all.slice(0, at), folded: all.slice(at) };
  });
}

function Stretch({ shown, folded, isNewest }: Stretch & { isNewest: boolean }) {
  const t = useTranslations("trace");
  return (
    <>
      {shown.map((entry, index) => (
        <Entry
          key={entry.id}
          entry={entry}
          isNewest={isNewest && index === 0}
        />
      ))}
      {folded.length > 0 && (
        <li className="border-s-2 ps-5 pb-5">
          <details>
            <FoldSummary>{t("folded", { count: folded.length })}</FoldSummary>
            <ol className="mt-3 -ms-5">
              {folded.map((entry) => (
                <Entry key={entry.id} entry={entry} isNewest={false} />
              ))}
            </ol>
          </details>
        </li>
      )}
    </>
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
