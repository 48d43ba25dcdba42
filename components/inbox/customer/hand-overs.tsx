"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { z } from "zod";
import type { handoverSchema } from "#contract/supervision/handover.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { useEventWords } from "#components/inbox/log/event-line.tsx";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useHasStayed } from "#components/page/has-stayed.tsx";
import { FoldSummary } from "#components/ui/controls/fold-summary.tsx";
import { dateAndTime, fullTime } from "#components/words/times.ts";

type HandOver = z.infer<typeof handoverSchema>;

/** The thread's changes of owner, oldest first; nothing before the first. */
export function HandOvers({ thread }: { thread: Thread }) {
  const t = useTranslations("customer");
  const { id, owner, pendingTransfer, routedTo } = thread;
  const { data = [] } = useQuery({
    enabled: useHasStayed(),
    // Fetched again when the owner or the transfer request changes, not with each message.
    queryKey: liveKey(
      "hand-overs",
      id,
      owner?.id,
      routedTo?.id,
      pendingTransfer?.to.id,
    ),
    // A thread that returns to an earlier owner has a longer history by then, under the same key.
    staleTime: 0,
    queryFn: ({ signal }) =>
      fetchAll<HandOver>(`/threads/${id}/handovers`, signal),
    placeholderData: (before) => before,
  });
  if (data.length === 0) return null;
  return (
    <details className="mt-5">
      <FoldSummary className="font-medium">
        {t("handOvers", { count: data.length })}
      </FoldSummary>
      <ol aria-label={t("handOversLabel")} className="mt-2 space-y-2">
        {data.map((one, index) => (
          <Step key={`${one.at} ${index}`} handOver={one} />
        ))}
      </ol>
    </details>
  );
}

function Step({ handOver: { at, by, type, detail } }: { handOver: HandOver }) {
  const locale = useLocale();
  const words = useEventWords({
    event: { type, ...detail },
    author: { type: by.id === null ? "system" : "agent", ...by },
    text: null,
  });
  return (
    <li className="text-sm">
      <span className="bidi block">{words}</span>
      <time
        dateTime={at}
        title={fullTime(locale, at)}
        className="text-xs text-muted-foreground tabular-nums"
      >
        {dateAndTime(locale, at)}
      </time>
    </li>
  );
}
