"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { KINDS_WITH_HISTORY } from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#contract/channels/channel.ts";
import type { Job } from "#contract/channels/job.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { JobProgress } from "#components/settings/channels/job-progress.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Reads the page's conversations again and adds what is missing. */
export function MissedMessagesCard({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels.job");
  const words = useErrorWords();
  const [jobId, setJobId] = useState<string | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      api<Job>(`/channels/${channel.id}/backfill`, {
        method: "POST",
        body: {},
      }),
    onSuccess: ({ id }) => setJobId(id),
    onError: (error) => toast.error(words(error)),
  });
  if (!KINDS_WITH_HISTORY.includes(channel.type)) return null;
  return (
    <Card title={t("title")} hint={t("hint")}>
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={isPending} onClick={() => mutate()}>
          {t("look")}
        </Button>
        {jobId && <JobProgress jobId={jobId} />}
      </div>
    </Card>
  );
}
