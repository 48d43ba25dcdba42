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
import { fullTime } from "#components/words/times.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { leadOf, useAlertWords } from "./use-alert-words.ts";
import { useListTime } from "#components/words/use-times.ts";

const SHOWN_AT_FIRST = 20;
const CAUSES_AT_FIRST = 6;

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
  const groups = useAlertGroups(alerts);
  const shown = isAll ? groups : groups.slice(0, SHOWN_AT_FIRST);
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
        {shown.map((group) => (
          <AlertCard
            key={group.alerts.at(-1)?.id}
            group={group}
            isNew={seenBefore !== null && group.newest.at > seenBefore}
          />
        ))}
      </ul>
      {shown.length < groups.length && (
        <Button variant="ghost" className="mt-2" onClick={() => setAll(true)}>
          {groups.length - shown.length} +
        </Button>
      )}
    </section>
  );
}

type Group = { title: string; why: string; newest: Alert; alerts: Alert[] };

/** Alerts that say the same, but for the lead, are one card, at the place of the newest. */
function useAlertGroups(alerts: readonly Alert[]): Group[] {
  const wordsOf = useAlertWords();
  const groups = new Map<string, Group>();
  for (const alert of alerts) {
    const { title, many, why } = wordsOf(alert);
    const key = JSON.stringify([alert.kind, many ?? title, why]);
    const group = groups.get(key);
    if (group) {
      group.alerts.push(alert);
      group.title = many ?? title;
    } else groups.set(key, { title, why, newest: alert, alerts: [alert] });
  }
  return [...groups.values()];
}

function AlertCard({ group, isNew }: { group: Group; isNew: boolean }) {
  const t = useTranslations("board");
  const locale = useLocale();
  const timeOf = useListTime();
  const words = useErrorWords();
  const dismiss = useDismissAlert();
  const [isAll, setAll] = useState(false);
  const { title, why, newest, alerts } = group;
  const { mutate, isPending } = useMutation({
    mutationFn: () => Promise.all(alerts.map(dismiss)),
    onError: (error) => toast.error(words(error)),
  });
  const causes = alerts.filter(
    (alert) => alert.threadId !== null || leadOf(alert) !== null,
  );
  const shown = isAll ? causes : causes.slice(0, CAUSES_AT_FIRST);
  return (
    <li className="rounded-md border bg-card px-3 py-2 text-sm">
      <div className="flex items-start gap-2">
        <BellRing aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            {title}
            {alerts.length > 1 && (
              <Badge className="ms-1.5 align-middle">
                <span aria-hidden>×{alerts.length}</span>
                <span className="sr-only">
                  {t("alertsAlike", { count: alerts.length })}
                </span>
              </Badge>
            )}
          </p>
          {why && <p className="text-xs text-muted-foreground">{why}</p>}
          {shown.length > 0 && (
            <p className="flex flex-wrap items-center gap-x-3">
              {shown.map((alert) => (
                <Cause
                  key={alert.id}
                  alert={alert}
                  isOneOfMany={alerts.length > 1}
                />
              ))}
              {shown.length < causes.length && (
                <Button
                  variant="link"
                  className="min-h-6"
                  onClick={() => setAll(true)}
                >
                  {t("alertsMore", { count: causes.length - shown.length })}
                </Button>
              )}
            </p>
          )}
        </div>
        <span className="flex shrink-0 flex-col items-end gap-1">
          <time
            dateTime={newest.at}
            title={fullTime(locale, newest.at)}
            suppressHydrationWarning
            className="text-xs text-muted-foreground tabular-nums"
          >
            {timeOf(newest.at)}
          </time>
          {isNew && <Badge tone="primary">{t("new")}</Badge>}
          <Button
            variant="ghost"
            busy={isPending}
            aria-label={t(
              alerts.length > 1 ? "dismissAllAlerts" : "dismissAlert",
              { alert: title },
            )}
            onClick={() => mutate()}
          >
            {alerts.length > 1 ? t("dismissAll") : t("dismiss")}
          </Button>
        </span>
      </div>
    </li>
  );
}

/** Leads to the conversation or lead that an alert is about. */
function Cause({ alert, isOneOfMany }: { alert: Alert; isOneOfMany: boolean }) {
  const t = useTranslations("board");
  const lead = leadOf(alert);
  return (
    <>
      {alert.threadId && <ThreadLink threadId={alert.threadId} />}
      {lead && (
        <PageLink
          href={`/leads/${lead.id}`}
          prefetch={false}
          className="bidi inline-flex min-h-6 items-center text-sm text-primary hover:underline"
        >
          {(isOneOfMany && lead.name) || t("openLead")}
        </PageLink>
      )}
    </>
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
      className="bidi inline-flex min-h-6 items-center text-sm text-primary hover:underline"
    >
      {data ? customerName(data.customer) : t("conversation")}
    </PageLink>
  );
}
