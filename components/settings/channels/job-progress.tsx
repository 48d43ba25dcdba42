"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { Job } from "#contract/channels/job.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Spinner } from "#components/ui/marks/spinner.tsx";

const LOOK_EVERY_MS = 2_000;

/** The progress of a search for messages or leads, then its result. */
export function JobProgress({
  jobId,
  of = "messages",
}: {
  jobId: string;
  of?: "messages" | "leads";
}) {
  const t = useTranslations(
    of === "leads" ? "settings.leads.job" : "settings.channels.job",
  );
  const { data: job } = useQuery({
    queryKey: liveKey("job", jobId),
    queryFn: ({ signal }) => api<Job>(`/jobs/${jobId}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data && state.data.state !== "running" ? false : LOOK_EVERY_MS,
  });
  if (!job) return null;
  if (job.state === "running")
    return (
      <p role="status" className="flex items-center gap-2 text-sm">
        <Spinner />
        {t("running", { count: job.done })}
      </p>
    );
  if (job.state === "failed" || !job.result)
    return (
      <Notice tone="danger" role="status">
        {t("failed")}
      </Notice>
    );
  const { recovered = 0, known = 0, unreadable = 0 } = job.result;
  return (
    <p role="status" className="text-sm">
      {t("done", { recovered, known })}
      {unreadable > 0 && <> {t("unreadable", { count: unreadable })}</>}
    </p>
  );
}
