"use client";

import { useMutation } from "@tanstack/react-query";
import { ChevronRight, FlaskConical, History } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { Job } from "#contract/channels/job.ts";
import type { LeadPage } from "#contract/leads/lead-settings.ts";
import { useLeadErrorWords } from "#components/leads/use-lead-words.ts";
import { api } from "#components/live/transport/api.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { toast } from "#components/page/toast.ts";
import { JobProgress } from "#components/settings/channels/job-progress.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Switch } from "#components/ui/controls/switch.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { LeadForms } from "./lead-forms.tsx";
import { NewLeadFields } from "./new-lead-fields.tsx";
import { useChangePage } from "./use-change-page.ts";

/** One page: monitoring, what came, how new leads begin, a test, a search for missed leads, and its forms. */
export function LeadPageRow({ page }: { page: LeadPage }) {
  const t = useTranslations("settings.leads");
  const { channelId, name, lastError } = page;
  const explain = useLeadErrorWords();
  const locale = useLocale();
  const change = useChangePage(channelId);
  const error = lastError && explain(lastError);
  return (
    <li className="space-y-3 py-4 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 flex-[1_1_14rem]">
          <PageLink
            href={`/settings/channels/${channelId}`}
            prefetch={false}
            className="font-medium hover:underline"
          >
            {name}
          </PageLink>
          <Received page={page} />
        </div>
        <Monitoring page={page} />
      </div>
      <NewLeadFields of="page" name={name} saved={page} send={change} />
      {lastError && error && (
        <Notice tone="warning">
          <p suppressHydrationWarning>
            {t("lastError", {
              when: dateAndTime(locale, lastError.at),
              message: error.message,
            })}
          </p>
          <p>{error.fix}</p>
        </Notice>
      )}
      <PageActs page={page} />
    </li>
  );
}

function Received({
  page: { channelId, leadsReceived, lastLeadAt },
}: {
  page: LeadPage;
}) {
  const t = useTranslations("settings.leads");
  const locale = useLocale();
  return (
    <p className="text-sm text-muted-foreground">
      <PageLink
        href={`/leads?page=${channelId}`}
        prefetch={false}
        className="text-primary underline"
      >
        {t("leadsReceived", { count: leadsReceived })}
      </PageLink>
      {lastLeadAt !== null && (
        <span suppressHydrationWarning>
          {" · "}
          {t("lastLead", { when: dateAndTime(locale, lastLeadAt) })}
        </span>
      )}
    </p>
  );
}

/** Switching it off changes the page's subscription at Meta, so it is asked first. */
function Monitoring({ page }: { page: LeadPage }) {
  const t = useTranslations("settings.leads");
  const words = useErrorWords();
  const id = useId();
  const [isAsking, setAsking] = useState(false);
  const change = useChangePage(page.channelId);
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (monitoring: boolean) => change({ monitoring }),
    onError: (error) => toast.error(words(error)),
  });
  return (
    <div className="flex min-h-9 items-center gap-2">
      <Switch
        id={id}
        checked={page.monitoring}
        disabled={isPending}
        aria-label={t("monitorOf", { name: page.name })}
        onCheckedChange={(isOn) => {
          if (isOn) void mutateAsync(true).catch(() => undefined);
          else setAsking(true);
        }}
      />
      <label htmlFor={id} className="text-sm">
        {t("monitor")}
      </label>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("stopTitle", { name: page.name })}
        description={t("stopText")}
        action={t("stop")}
        onConfirm={() => mutateAsync(false).catch(() => undefined)}
      />
    </div>
  );
}

function PageActs({ page: { channelId, name } }: { page: LeadPage }) {
  const t = useTranslations("settings.leads");
  const words = useErrorWords();
  const go = useGo();
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const test = useMutation({
    mutationFn: () =>
      api<{ leadId: string }>("/leads/test", {
        method: "POST",
        body: { channelId },
      }),
    onSuccess: ({ leadId }) =>
      toast.success(t("testSent"), {
        action: {
          label: t("openTest"),
          onClick: () => go(`/leads/${leadId}`),
        },
      }),
    onError: (error) => toast.error(words(error)),
  });
  const search = useMutation({
    mutationFn: () =>
      api<Job>("/leads/backfill", { method: "POST", body: { channelId } }),
    onSuccess: ({ id }) => setJobId(id),
    onError: (error) => toast.error(words(error)),
  });
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-label={t("formsOf", { name })}
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronRight
            className={cn("transition-transform", isOpen && "rotate-90")}
          />
          {t("forms")}
        </Button>
        <Button
          busy={test.isPending}
          aria-label={t("testOf", { name })}
          onClick={() => test.mutate()}
        >
          <FlaskConical />
          {t("test")}
        </Button>
        <Button
          busy={search.isPending}
          aria-label={t("backfillOf", { name })}
          onClick={() => search.mutate()}
        >
          <History />
          {t("backfill")}
        </Button>
        {jobId !== null && <JobProgress jobId={jobId} of="leads" />}
      </div>
      <div id={listId}>{isOpen && <LeadForms channelId={channelId} />}</div>
    </div>
  );
}
