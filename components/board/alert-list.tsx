"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BellRing, CircleCheck } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import type { Alert } from "#contract/supervision/alert.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { hrefOf } from "#components/navigation/selection.ts";
import { api } from "#components/live/transport/api.ts";
import {
  markAlertsSeen,
  readAlertsSeen,
} from "#components/live/stores/alerts-seen.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import {
  useAlerts,
  useDismissAlert,
} from "#components/live/queries/use-alerts.ts";
import { Badge } from "#components/ui/marks/badge.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { toast } from "#components/page/toast.ts";
import { dateAndTime, fullTime } from "#components/words/times.ts";
import { useMissedNames } from "#components/words/use-missed-names.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useProblemWords } from "#components/words/use-problem-words.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { useRoutingWords } from "#components/words/use-routing-words.ts";
import { useListTime } from "#components/words/use-times.ts";

const SHOWN_AT_FIRST = 20;

type Named = { id?: string; name?: string };
/** Details of an alert; each kind has some of the fields. */
type Detail = {
  agent?: Named;
  owner?: Named | null;
  to?: Named;
  by?: Named;
  queue?: Named;
  ringGroup?: Named;
  channel?: Named & { type?: string };
  /** Error code of the fault, and the vendor's text for an unknown code. */
  problem?: string;
  message?: string;
  count?: number;
  /** Set for messages_recovered. */
  recovered?: number;
  unreadable?: number;
  /** Set for data_deletion. */
  code?: string;
  reason?: string | null;
  /** Set for alerts about a lead. */
  leadId?: string;
  /** The lead's name: null until the answers are fetched. */
  name?: string | null;
  /** Set for lead_waiting: its queue or ring group. */
  place?: Named;
  /** Set for lead_late and lead_stalled. */
  minutes?: number;
  hours?: number;
  /** Set for lead_expiring. */
  days?: number;
  /** The reason that a supervisor gave. */
  why?: string | null;
  hops?: { name: string; reason: string | null }[];
  /** nobody_available: ISO time since when no agent is available. */
  since?: string;
};

/** The alerts, newest first, each with a link to its cause. Showing them marks them as seen. */
export function AlertList() {
  const t = useTranslations("board");
  const alerts = useAlerts();
  // Alerts stay marked as new while this list is open, although they count as seen.
  const [seenBefore, setSeenBefore] = useState<string | null>(null);
  const [isAll, setAll] = useState(false);
  const newest = alerts[0]?.at;
  useEffect(() => setSeenBefore(readAlertsSeen()), []);
  useEffect(() => {
    const look = () => {
      if (newest && document.visibilityState === "visible")
        markAlertsSeen(newest);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [newest]);
  const shown = isAll ? alerts : alerts.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-label={t("alerts")}>
      <h2 className="mb-2 text-base font-semibold">{t("alerts")}</h2>
      {alerts.length === 0 && (
        <EmptyState
          icon={<CircleCheck />}
          title={t("noAlerts")}
          className="py-8"
        />
      )}
      <ul aria-label={t("alerts")} className="flex flex-col gap-2">
        {shown.map((alert) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            isNew={seenBefore !== null && alert.at > seenBefore}
          />
        ))}
      </ul>
      {shown.length < alerts.length && (
        <Button variant="ghost" className="mt-2" onClick={() => setAll(true)}>
          {alerts.length - shown.length} +
        </Button>
      )}
    </section>
  );
}

function AlertRow({ alert, isNew }: { alert: Alert; isNew: boolean }) {
  const t = useTranslations("board");
  const common = useTranslations("common");
  const locale = useLocale();
  const timeOf = useListTime();
  const when = timeOf(alert.at);
  const say = useRoutingWords();
  const title = useAlertTitle()(alert);
  const missed = useMissedNames()(alert);
  const words = useErrorWords();
  const { mutate, isPending } = useMutation({
    mutationFn: useDismissAlert(),
    onError: (error) => toast.error(words(error)),
  });
  const {
    hops = [],
    reason,
    why: said,
    since,
    leadId,
  } = alert.detail as Detail;
  const why = hops
    .filter((hop) => hop.reason !== null)
    .map(({ name, reason }) => {
      const said = say.entry(reason ?? "");
      return name ? common("labelled", { label: name, text: said }) : said;
    });
  if (why.length === 0 && reason && alert.kind !== "deliveries_wait")
    why.push(say.cause(reason));
  if (said) why.push(said);
  if (alert.kind === "nobody_available" && since)
    why.push(t("since", { time: dateAndTime(locale, since) }));
  if (missed) why.push(missed);
  return (
    <li className="rounded-md border bg-card px-3 py-2 text-sm">
      <div className="flex items-start gap-2">
        <BellRing aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
        <div className="min-w-0 flex-1">
          <p className="font-medium">{title}</p>
          {why.length > 0 && (
            <p className="text-xs text-muted-foreground">{why.join(" → ")}</p>
          )}
          {alert.threadId && <ThreadLink threadId={alert.threadId} />}
          {leadId && (
            <PageLink
              href={`/leads/${leadId}`}
              prefetch={false}
              className="text-sm text-primary hover:underline"
            >
              {t("openLead")}
            </PageLink>
          )}
        </div>
        <span className="flex shrink-0 flex-col items-end gap-1">
          <time
            dateTime={alert.at}
            title={fullTime(locale, alert.at)}
            suppressHydrationWarning
            className="text-xs text-muted-foreground tabular-nums"
          >
            {when}
          </time>
          {isNew && <Badge tone="primary">{t("new")}</Badge>}
          <Button
            variant="ghost"
            busy={isPending}
            aria-label={t("dismissAlert", { alert: title })}
            onClick={() => mutate(alert)}
          >
            {t("dismiss")}
          </Button>
        </span>
      </div>
    </li>
  );
}

function ThreadLink({ threadId }: { threadId: string }) {
  const t = useTranslations("board");
  const customerName = useCustomerName();
  const { signals } = useLive();
  const queryClient = useQueryClient();
  const queryKey = useMemo(() => liveKey("alert-thread", threadId), [threadId]);
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<Thread>(`/threads/${threadId}`, { signal }),
  });
  // The alert may arrive before the customer's name.
  useEffect(
    () =>
      signals.on("thread.updated", ({ thread }) => {
        if (thread.id === threadId) queryClient.setQueryData(queryKey, thread);
      }),
    [signals, queryClient, queryKey, threadId],
  );
  return (
    <PageLink
      href={hrefOf(threadId)}
      className="bidi text-sm text-primary hover:underline"
    >
      {data ? customerName(data.customer) : t("conversation")}
    </PageLink>
  );
}

function useAlertTitle(): (alert: Alert) => string {
  const t = useTranslations("board.kinds");
  const board = useTranslations("board");
  const problemWords = useProblemWords();
  return ({ kind, detail: raw }) => {
    const detail = raw as Detail;
    const nameOf = (named: Named | null | undefined) =>
      named?.name || board("unknownCustomer");
    const values = {
      agent: nameOf(detail.agent),
      owner: nameOf(detail.owner),
      to: nameOf(detail.to),
      by: nameOf(detail.by),
      queue:
        detail.queue?.name ??
        detail.place?.name ??
        detail.hops?.at(-1)?.name ??
        "",
      group: detail.ringGroup?.name ?? "",
      channel: nameOf(detail.channel),
      problem:
        problemWords(detail.channel?.type ?? "", detail.problem ?? "")
          ?.message ??
        detail.message ??
        "",
      count: detail.count ?? detail.minutes ?? detail.hours ?? detail.days ?? 0,
      recovered: detail.recovered ?? 0,
      unreadable: detail.unreadable ?? 0,
      code: detail.code ?? "",
      reason: detail.reason ?? "",
      lead: detail.name || board("unknownCustomer"),
      kind,
    };
    // Routing took it back, not a person.
    const isByNobody = kind === "taken_from_you" && !detail.by;
    const key = (isByNobody ? "taken_back" : kind) as "other";
    return t.has(key) ? t(key, values) : t("other", values);
  };
}
