"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Suspense, useId, useState } from "react";
import {
  consentPurposes,
  type ConsentEntry,
  type ConsentPurpose,
  type Consents,
} from "#contract/customers/consent.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { api } from "#components/live/transport/api.ts";
import { lazily } from "#components/page/lazily.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { FoldSummary } from "#components/ui/controls/fold-summary.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { dateAndTime, fullTime } from "#components/words/times.ts";

const ConsentDialog = lazily(
  () => import("#components/customers/consent-dialog.tsx"),
);

const PAGE = 20;

/** The consents of a customer: the state of each purpose, every entry behind it, and the way to record one. */
export function CustomerConsents({
  customer,
  mayEdit,
}: {
  customer: Customer;
  mayEdit: boolean;
}) {
  const t = useTranslations("consents");
  const titleId = useId();
  const [isRecording, setRecording] = useState(false);
  const { data, ...more } = useInfiniteQuery({
    queryKey: liveKey("customer-consents", customer.id),
    queryFn: ({ pageParam, signal }) =>
      api<Consents>(`/customers/${customer.id}/consents`, {
        query: { limit: PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const [first] = data?.pages ?? [];
  if (!first) return null;
  const entries = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby={titleId} className="mt-6">
      <div className="flex h-8 items-center justify-between">
        <h3 id={titleId} className="text-xs font-medium text-muted-foreground">
          {t("title")}
        </h3>
        {mayEdit && (
          <IconButton
            label={t("record")}
            size="icon-sm"
            onClick={() => setRecording(true)}
          >
            <Plus />
          </IconButton>
        )}
      </div>
      <dl className="space-y-3">
        {consentPurposes.map((purpose) => (
          <State key={purpose} purpose={purpose} entry={first.state[purpose]} />
        ))}
      </dl>
      {entries.length > 0 && (
        <details className="mt-3">
          <FoldSummary>{t("history")}</FoldSummary>
          <ol aria-label={t("history")} className="mt-2 divide-y border-y">
            {entries.map((entry) => (
              <li key={entry.id} className="py-2">
                <p className="flex flex-wrap items-center gap-x-2 text-sm">
                  {t(`purposes.${entry.purpose}`)}
                  <Given entry={entry} />
                </p>
                <Details entry={entry} />
              </li>
            ))}
          </ol>
          {more.hasNextPage && (
            <Button
              size="sm"
              className="mt-2"
              busy={more.isFetchingNextPage}
              onClick={() => void more.fetchNextPage()}
            >
              {t("more")}
            </Button>
          )}
        </details>
      )}
      {isRecording && (
        <Suspense>
          <ConsentDialog
            customer={customer}
            state={first.state}
            onClose={() => setRecording(false)}
          />
        </Suspense>
      )}
    </section>
  );
}

function State({
  purpose,
  entry,
}: {
  purpose: ConsentPurpose;
  entry: ConsentEntry | null;
}) {
  const t = useTranslations("consents");
  return (
    <div>
      <dt className="flex flex-wrap items-center gap-x-2 text-sm">
        {t(`purposes.${purpose}`)}
        {entry ? <Given entry={entry} /> : <Badge>{t("nothing")}</Badge>}
      </dt>
      {entry && (
        <dd>
          <Details entry={entry} />
        </dd>
      )}
    </div>
  );
}

function Given({ entry: { given, source } }: { entry: ConsentEntry }) {
  const t = useTranslations("consents");
  if (given) return <Badge tone="success">{t("given")}</Badge>;
  // A box that was left empty withdraws nothing that was given before it.
  const word = source === "lead_form" ? "notGiven" : "withdrawn";
  return <Badge tone="danger">{t(word)}</Badge>;
}

/** When, how and by whom, and the text as it was. */
function Details({ entry }: { entry: ConsentEntry }) {
  const t = useTranslations("consents");
  const locale = useLocale();
  const channels = useChannelNames().data;
  const { at, source, actor, channelId, text, textVersion, note } = entry;
  const channel = channels?.find(({ id }) => id === channelId)?.name;
  return (
    <div className="mt-0.5 text-xs text-muted-foreground">
      <p className="wrap-anywhere">
        <time
          dateTime={at}
          title={fullTime(locale, at)}
          suppressHydrationWarning
        >
          {dateAndTime(locale, at)}
        </time>
        {" · "}
        {t(`sources.${source}`)}
        {channel !== undefined && (
          <>
            {" · "}
            <span className="bidi">{channel}</span>
          </>
        )}
        {actor && (
          <>
            {" · "}
            {t("by", { name: actor.name })}
          </>
        )}
      </p>
      {note !== null && (
        <p className="bidi mt-1 whitespace-pre-wrap wrap-anywhere text-foreground">
          {note}
        </p>
      )}
      {text !== null && (
        <blockquote className="mt-1 border-s-2 ps-2">
          <p className="bidi whitespace-pre-wrap wrap-anywhere text-foreground">
            {text}
          </p>
          <footer>{t("version", { version: textVersion ?? "" })}</footer>
        </blockquote>
      )}
    </div>
  );
}
