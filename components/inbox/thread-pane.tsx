"use client";

import { ArrowLeftRight, CircleAlert, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Thread } from "#contract/threads/thread.ts";
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
import { useMe } from "#components/live/stores/live-context.ts";
import { noteOpened } from "#components/live/stores/recent-threads.ts";
import { nextInList } from "#components/thread/current-thread.ts";
import { CardDock } from "#components/page/card-slot.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";

export function ThreadPane({ threadId }: { threadId: string }) {
  const t = useTranslations("thread");
  const openThread = useOpenThread();
  const { thread, state, retry } = useThread(threadId);
  const asked = useAsked(thread);
  const { id: meId, seenBy } = useMe();
  const openedId = seenBy ? undefined : thread?.id;
  useEffect(() => {
    if (openedId !== undefined) noteOpened(meId, openedId);
  }, [meId, openedId]);
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
  if (isGone && asked) return <Accepted threadId={threadId} name={asked} />;
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

/** The teammate whom I had asked to take the thread when it was last to be seen. */
function useAsked(thread: Thread | null): string | null {
  const me = useMe();
  const [asked, setAsked] = useState<string | null>(null);
  if (thread) {
    const transfer = thread.pendingTransfer;
    const name = transfer?.from?.id === me.id ? transfer.to.name : null;
    if (asked !== name) setAsked(name);
  }
  return asked;
}

/** My transfer went well, and the thread is no longer mine to see. */
function Accepted({ threadId, name }: { threadId: string; name: string }) {
  const t = useTranslations("thread");
  const openThread = useOpenThread();
  const next = nextInList(threadId);
  return (
    <div className="grid h-full place-items-center">
      <EmptyState
        icon={<ArrowLeftRight />}
        title={t("accepted", { name })}
        text={t("acceptedHint")}
        action={
          <div className="flex flex-col items-center gap-3">
            <LeftDraft threadId={threadId} />
            <div className="flex gap-2">
              {next && (
                <Button variant="primary" onClick={() => openThread(next)}>
                  {t("nextThread")}
                </Button>
              )}
              <Button onClick={() => openThread(null)}>{t("back")}</Button>
            </div>
          </div>
        }
      />
    </div>
  );
}
