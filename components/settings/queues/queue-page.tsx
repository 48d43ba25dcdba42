"use client";

import { useTranslations } from "next-intl";
import { useQueues } from "#components/live/queries/use-directory.ts";
import { useCovered } from "#components/live/queries/use-scope.ts";
import { DetailPage } from "#components/settings/detail-page.tsx";
import { QueueForm } from "./queue-form.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";

/** All settings of one queue. */
export function QueuePage({ queueId }: { queueId: string }) {
  const t = useTranslations("settings.queues");
  const { data: queues, isPending } = useCovered(useQueues());
  return (
    <DetailPage
      item={queues?.find(({ id }) => id === queueId)}
      isPending={isPending}
      list="/settings/queues"
      words={{ gone: t("gone"), backToList: t("backToList") }}
      hint={({ paused }) =>
        paused && <Badge tone="warning">{t("paused")}</Badge>
      }
    >
      {(queue) => <QueueForm key={queue.id} queue={queue} />}
    </DetailPage>
  );
}
