"use client";

import { useMutation } from "@tanstack/react-query";
import { MessageSquareX, Undo2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import {
  DELETED_THREAD_DAYS,
  type DeletedThread,
} from "#contract/threads/deleted-thread.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { api } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { toast } from "#components/page/toast.ts";
import { SkeletonRows } from "#components/settings/list-states.tsx";
import { Row, RowList, SettingsPage } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { MoreButton } from "#components/ui/controls/more-button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { shortDate } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The deleted conversations that can still be restored, each with the day on which it is removed. */
export function DeletedThreads() {
  const t = useTranslations("settings.deleted");
  const words = useErrorWords();
  const list = usePages<DeletedThread>({
    queryKey: liveKey("deleted-threads"),
    path: "/deleted-threads",
    query: { limit: 50 },
    staleTime: 0,
  });
  const restore = useMutation({
    mutationFn: ({ id }: DeletedThread) =>
      api(`/threads/${id}/restore`, { method: "POST" }),
    onSuccess: () => toast.success(t("restored")),
    onError: (error) => toast.error(words(error)),
    onSettled: () => list.refetch(),
  });
  const { data, error, refetch } = list;
  return (
    <SettingsPage
      title={t("title")}
      hint={t("hint", { days: DELETED_THREAD_DAYS })}
    >
      {error ? (
        <EmptyState
          title={t("failed")}
          text={words(error)}
          action={<Button onClick={() => void refetch()}>{t("retry")}</Button>}
        />
      ) : !data ? (
        <SkeletonRows />
      ) : data.length === 0 ? (
        <div className="rounded-lg border border-dashed">
          <EmptyState
            icon={<MessageSquareX />}
            title={t("empty")}
            text={t("emptyHint")}
          />
        </div>
      ) : (
        <>
          <RowList label={t("title")}>
            {data.map((thread) => (
              <ThreadRow
                key={thread.id}
                thread={thread}
                isBusy={restore.isPending && restore.variables.id === thread.id}
                onRestore={() => restore.mutate(thread)}
              />
            ))}
          </RowList>
          <MoreButton list={list}>{t("more")}</MoreButton>
        </>
      )}
    </SettingsPage>
  );
}

function ThreadRow({
  thread,
  isBusy,
  onRestore,
}: {
  thread: DeletedThread;
  isBusy: boolean;
  onRestore: () => void;
}) {
  const t = useTranslations("settings.deleted");
  const locale = useLocale();
  const channel = useChannelNames().data?.find(
    ({ id }) => id === thread.channelId,
  );
  const { customer, messages, deletedAt, removedAt } = thread;
  return (
    <Row
      title={
        <PageLink href={`/customers/${customer.id}`} className="bidi">
          {customer.name}
        </PageLink>
      }
      detail={[
        channel?.name,
        t("messages", { count: messages }),
        t("days", {
          deleted: shortDate(locale, deletedAt),
          removed: shortDate(locale, removedAt),
        }),
      ]
        .filter(Boolean)
        .join(" · ")}
      actions={
        <Button
          size="sm"
          busy={isBusy}
          aria-label={t("restoreWhose", { name: customer.name })}
          onClick={onRestore}
        >
          <Undo2 />
          {t("restore")}
        </Button>
      }
    />
  );
}
