"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { System } from "#contract/supervision/system.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

type FailedJob = System["failedJobs"][number];

/** Jobs that gave up, each with a button that lets it go on. */
export function FailedJobs({ jobs }: { jobs: FailedJob[] }) {
  const t = useTranslations("settings.system");
  return (
    <Card title={t("jobs")} hint={t("jobsHint")}>
      {jobs.length === 0 ? (
        <p className="text-sm text-muted-foreground">{t("noJobs")}</p>
      ) : (
        <ul aria-label={t("jobs")} className="-my-2 divide-y">
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function JobRow({ job }: { job: FailedJob }) {
  const t = useTranslations("settings.system");
  const locale = useLocale();
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const { id, kind, channel, error, finishedAt } = job;
  const name = t(`kinds.${kind}`, { channel: channel.name });
  const retry = useMutation({
    mutationFn: () => api(`/system/jobs/${id}/retry`, { method: "POST" }),
    onSuccess: async () => {
      toast.success(t("retried"));
      await queryClient.invalidateQueries({ queryKey: liveKey("system") });
    },
    onError: (reason) => toast.error(words(reason)),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <div className="min-w-0 flex-[1_1_14rem] text-sm">
        <p className="font-medium">{name}</p>
        <p className="wrap-anywhere text-muted-foreground">
          {finishedAt !== null && `${dateAndTime(locale, finishedAt)} · `}
          {error}
        </p>
      </div>
      <Button
        busy={retry.isPending}
        aria-label={t("retryNamed", { name })}
        onClick={() => retry.mutate()}
      >
        {t("retry")}
      </Button>
    </li>
  );
}
