"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useQueues } from "#components/live/use-directory.ts";
import { QueueForm } from "#components/settings/routing/queue-form.tsx";
import { SettingsPage } from "#components/settings/section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

/** Everything of one queue. */
export function QueuePage({ queueId }: { queueId: string }) {
  const t = useTranslations("settings.queues");
  const { data: queues, isPending } = useQueues();
  const queue = queues?.find(({ id }) => id === queueId);
  if (!queue)
    return isPending ? (
      <SettingsPage title="…">
        <Skeleton className="h-72 rounded-lg" />
      </SettingsPage>
    ) : (
      <EmptyState
        title={t("gone")}
        action={
          <Link href="/settings/queues" className="text-primary underline">
            {t("backToList")}
          </Link>
        }
      />
    );
  return (
    <SettingsPage
      title={queue.name}
      hint={queue.paused && <Badge tone="warning">{t("paused")}</Badge>}
      back={
        <Link
          href="/settings/queues"
          className="inline-flex items-center gap-1 text-sm text-muted-foreground hover:text-foreground"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("backToList")}
        </Link>
      }
    >
      <QueueForm key={queue.id} queue={queue} />
    </SettingsPage>
  );
}
