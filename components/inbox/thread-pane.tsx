"use client";

import { CircleAlert, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Composer } from "#components/inbox/composer/composer.tsx";
import { useOpenThread } from "#components/navigation/selection.ts";
import { MessageLog } from "#components/inbox/log/message-log.tsx";
import { PinnedNote } from "#components/inbox/header/pinned-note.tsx";
import { LeftDraft } from "#components/inbox/header/left-draft.tsx";
import { ThreadSkeleton } from "#components/inbox/log/thread-pane-skeleton.tsx";
import { ThreadFind } from "#components/inbox/header/thread-find.tsx";
import { ThreadHeader } from "#components/inbox/header/thread-header.tsx";
import { ScheduledList } from "#components/inbox/composer/scheduled/scheduled-list.tsx";
import { useThread } from "#components/live/queries/use-room.ts";
import { CardDock } from "#components/page/card-slot.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";

export function ThreadPane({ threadId }: { threadId: string }) {
  const t = useTranslations("thread");
  const openThread = useOpenThread();
  const { thread, state, retry } = useThread(threadId);
  if (thread)
    return (
      <section
        aria-label={t("label")}
        className="flex h-full min-h-0 flex-col bg-background"
      >
        <ThreadHeader thread={thread} />
        <ThreadFind key={`find-${thread.id}`} threadId={thread.id} />
        <CardDock name="thread" />
        <MessageLog thread={thread} />
        <PinnedNote key={thread.id} thread={thread} />
        <ScheduledList key={`scheduled-${thread.id}`} thread={thread} />
        <Composer thread={thread} />
      </section>
    );
  if (state === "loading") return <ThreadSkeleton />;
  const isGone = state === "gone";
  return (
    <div className="grid h-full place-items-center">
      <EmptyState
        icon={isGone ? <EyeOff /> : <CircleAlert />}
        title={isGone ? t("gone") : t("failed")}
        text={isGone ? t("goneHint") : t("failedHint")}
        action={
          <div className="flex flex-col items-center gap-3">
            <LeftDraft threadId={threadId} />
            <div className="flex gap-2">
              {!isGone && <Button onClick={retry}>{t("tryAgain")}</Button>}
              <Button onClick={() => openThread(null)}>{t("back")}</Button>
            </div>
          </div>
        }
      />
    </div>
  );
}
