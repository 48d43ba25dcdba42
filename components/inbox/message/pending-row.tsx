"use client";

import type { PendingPart, PendingReply } from "#contract/live/room-state.ts";
import { AttachmentView } from "#components/inbox/attachments/attachment-view.tsx";
import { bubbleClasses } from "./bubble-content.tsx";
import { FailedLine } from "./failed-line.tsx";
import type { Place } from "./place.ts";
import { useEditAgain } from "./use-edit-again.ts";
import { RichText } from "#components/inbox/text/rich-text.tsx";
import { Tick } from "./tick.tsx";
import { useReply } from "#components/live/actions/use-reply.ts";
import { cn } from "#components/ui/class-names.ts";

/** A bubble that is being sent. It looks like the stored message that replaces it. */
export function PendingRow({
  reply,
  content,
  place,
}: {
  reply: PendingReply;
  content: PendingPart;
  place: Place;
}) {
  const { retry, discard } = useReply();
  const editAgain = useEditAgain(reply.threadId);
  const isNote = reply.kind === "note";
  const isFailed = reply.state === "failed";
  return (
    <article
      className={cn(
        "relative flex flex-row-reverse",
        place.isFirst ? "pt-2" : "pt-0.5",
      )}
    >
      <div className="flex max-w-[min(34rem,82%)] min-w-0 flex-col items-end">
        <div className="flex max-w-full flex-row-reverse items-end gap-1">
          <div className="flex w-4 shrink-0 justify-center pb-1 text-subtle">
            {!isNote && <Tick status={isFailed ? "failed" : "sending"} />}
          </div>
          {content.text !== null && (
            <div
              className={cn(
                bubbleClasses({ isOut: true, isNote, place }),
                isFailed ? "opacity-70" : "opacity-90",
              )}
            >
              <RichText text={content.text} />
            </div>
          )}
          {content.attachment && (
            <AttachmentView attachment={content.attachment} />
          )}
        </div>
        {place.isLast && !isFailed && <div className="mt-0.5 h-4" />}
        {isFailed && place.isLast && reply.error && (
          <FailedLine
            threadId={reply.threadId}
            error={{ code: reply.error.code, message: reply.error.detail }}
            canRetry
            onRetry={() => retry(reply)}
            onEdit={() => {
              discard(reply.clientId);
              editAgain(reply);
            }}
            onDiscard={() => discard(reply.clientId)}
          />
        )}
      </div>
    </article>
  );
}
