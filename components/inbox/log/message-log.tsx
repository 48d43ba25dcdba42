"use client";

import { ArrowDown, MessageCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { compareMessages, type Room } from "#contract/live/room-state.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { useTypingName } from "#components/thread/use-typing-name.ts";
import { useJump } from "./use-jump.ts";
import { LogRow } from "./log-row.tsx";
import { firstUnread, logItems } from "./log-items.ts";
import { LogSkeleton } from "./thread-pane-skeleton.tsx";
import { useBoundedLog } from "./use-bounded-log.ts";
import { useLogScroll } from "./use-log-scroll.ts";
import { useMarkRead } from "./use-mark-read.ts";
import {
  usePendingReplies,
  useRoom,
} from "#components/live/queries/use-room.ts";
import {
  canTakeBack,
  useScheduled,
} from "#components/live/queries/use-scheduled.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Spinner } from "#components/ui/marks/spinner.tsx";
import { toast } from "#components/page/toast.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";

const NONE: readonly Message[] = [];

/** The conversation, oldest message at the top. It stays at its end while the reader is there. */
export function MessageLog({ thread }: { thread: Thread }) {
  const t = useTranslations("thread");
  const customerName = useCustomerName();
  const { room, state, retry, ...paging } = useRoom(thread.id);
  const { hasOlder, isLoadingOlder, loadOlder } = paging;
  const { hasNewer, isLoadingNewer, loadNewer, loadLatest } = paging;
  const pending = usePendingReplies(thread.id);
  const scheduled = useScheduled(thread.id);
  const held = useMemo(() => scheduled.filter(canTakeBack), [scheduled]);
  const unreadAtOpening = useUnreadAtOpening(thread.unread);
  const messages = room?.messages;
  const firstUnreadId = useMemo(
    () =>
      state === "ready" ? firstUnread(messages ?? [], unreadAtOpening) : null,
    // The line stays where it was when the thread was opened.
    [state, unreadAtOpening],
  );
  // An agent who replies has read the new messages.
  const [hasWritten, setWritten] = useState(false);
  if (pending.length > 0 && !hasWritten) setWritten(true);
  const unreadFrom = hasWritten ? null : firstUnreadId;
  const items = useMemo(
    () =>
      room ? logItems({ room, pending, held, firstUnreadId: unreadFrom }) : [],
    [room, pending, held, unreadFrom],
  );
  const { scroller, content, onScroll, isAtBottom, ...log } = useLogScroll({
    onNearTop: useCallback(() => {
      if (hasOlder) loadOlder();
    }, [hasOlder, loadOlder]),
    onNearBottom: loadNewer,
    hasNewer,
    isLoading: isLoadingOlder || isLoadingNewer,
    version: items,
  });
  const stickToBottom = log.toBottom;
  const toBottom = useCallback(() => {
    if (hasNewer) void loadLatest().then(stickToBottom, () => undefined);
    else stickToBottom();
  }, [hasNewer, loadLatest, stickToBottom]);
  useBoundedLog({
    scroller,
    messages: messages ?? NONE,
    isLoading: isLoadingOlder || isLoadingNewer,
    keep: paging.keep,
  });
  const newBelow = useNewBelow(room, isAtBottom);
  const onMissing = useCallback(() => toast(t("messageGone")), [t]);
  const isLooking = useJump({
    threadId: thread.id,
    isReady: state === "ready",
    version: items,
    onMissing,
  });
  useMarkRead(
    thread,
    messages ?? NONE,
    state === "ready" && isAtBottom && !hasNewer,
  );
  // After sending, the log scrolls to the new message.
  const lastSentId = pending.at(-1)?.clientId;
  const toBottomNow = useRef(toBottom);
  toBottomNow.current = toBottom;
  useEffect(() => {
    if (lastSentId) toBottomNow.current();
  }, [lastSentId]);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        onKeyDown={(event) => {
          const { key, shiftKey, currentTarget, target } = event;
          if (key !== "End" || shiftKey || !hasNewer) return;
          // Keys of a floating panel come here too.
          if (!currentTarget.contains(target as Node)) return;
          event.preventDefault();
          toBottom();
        }}
        role="log"
        aria-live="polite"
        aria-label={t("logLabel", { name: customerName(thread.customer) })}
        tabIndex={0}
        className="isolate h-full overflow-y-auto overscroll-contain [overflow-anchor:none] outline-offset-[-2px]"
      >
        {state === "ready" ? (
          <div className="mx-auto flex min-h-full max-w-3xl flex-col justify-end px-4 py-4">
            <div className="flex h-6 items-center justify-center text-muted-foreground">
              {isLoadingOlder && <Spinner />}
              {!hasOlder && items.length > 0 && (
                <span className="text-xs">{t("beginning")}</span>
              )}
            </div>
            <div ref={content} className="flex flex-col">
              {items.map((item) => (
                <LogRow key={item.key} item={item} thread={thread} />
              ))}
            </div>
            {items.length === 0 && (
              <EmptyState icon={<MessageCircle />} title={t("noMessages")} />
            )}
            {hasNewer ? (
              <div className="flex h-6 items-center justify-center text-muted-foreground">
                {isLoadingNewer && <Spinner />}
              </div>
            ) : (
              <TypingLine threadId={thread.id} />
            )}
          </div>
        ) : state === "failed" ? (
          <EmptyState
            title={t("failed")}
            text={t("failedHint")}
            action={<Button onClick={retry}>{t("tryAgain")}</Button>}
          />
        ) : (
          <LogSkeleton />
        )}
      </div>
      {isLooking && (
        <p
          role="status"
          className="absolute start-1/2 top-3 flex -translate-x-1/2 items-center gap-2 rounded-full bg-popover px-3 py-1.5 text-sm shadow-float rtl:translate-x-1/2"
        >
          <Spinner />
          {t("looking")}
        </p>
      )}
      {(!isAtBottom || hasNewer) && (
        <Button
          onClick={toBottom}
          className="absolute start-1/2 bottom-3 -translate-x-1/2 animate-rise rounded-full bg-popover shadow-float rtl:translate-x-1/2"
        >
          <ArrowDown />
          {newBelow > 0 ? t("newMessages", { count: newBelow }) : t("toLatest")}
        </Button>
      )}
    </div>
  );
}

/** The badge's number when the thread was opened; opening clears it. */
function useUnreadAtOpening(unread: number): number {
  return useRef(unread).current;
}

/** Number of messages that arrived since the reader left the end of the conversation. */
function useNewBelow(room: Room | null, isAtBottom: boolean): number {
  const { messages = NONE, later = NONE, newerCursor = null } = room ?? {};
  const newest = newerCursor === null ? messages.at(-1) : undefined;
  const seen = useRef(newest);
  if (newest && (isAtBottom || !seen.current)) seen.current = newest;
  const last = seen.current;
  if (!last || last === newest) return 0;
  return [...messages, ...later].filter(
    (message) => message.kind !== "event" && compareMessages(message, last) > 0,
  ).length;
}

function TypingLine({ threadId }: { threadId: string }) {
  const t = useTranslations("thread");
  const name = useTypingName(threadId);
  return (
    <p className="h-5 px-1 pt-1 text-xs text-muted-foreground">
      {name && t("typing", { name })}
    </p>
  );
}
