"use client";

import { Ban, CornerUpLeft, Megaphone, MousePointerClick } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Message } from "#contract/threads/message.ts";
import { AttachmentView } from "#components/inbox/attachments/attachment-view.tsx";
import { ImageAlbum } from "#components/inbox/attachments/image-album.tsx";
import { viewableIn } from "#components/inbox/attachments/viewable.ts";
import { requestJump } from "#components/navigation/jump-target.ts";
import type { Place } from "./place.ts";
import { isEmojiOnly } from "#components/inbox/text/emoji-only.ts";
import { RichText } from "#components/inbox/text/rich-text.tsx";
import { cn } from "#components/ui/class-names.ts";

export function bubbleClasses({
  isOut,
  isNote,
  place,
}: {
  isOut: boolean;
  isNote: boolean;
  place: Place;
}): string {
  return cn(
    "w-fit max-w-full rounded-bubble px-3 py-1.5 text-base break-words",
    isNote
      ? "border border-note-border bg-note text-note-foreground"
      : isOut
        ? "bg-bubble-out text-bubble-out-foreground"
        : "bg-bubble-in",
    // Inside a group the tail's corner is squared.
    isOut
      ? [!place.isFirst && "rounded-se-md", !place.isLast && "rounded-ee-md"]
      : [!place.isFirst && "rounded-ss-md", !place.isLast && "rounded-es-md"],
  );
}

/** The content of a message. Every kind that Messenger can deliver has a view, unknown kinds included. */
export function BubbleContent({
  message,
  place,
  language,
}: {
  message: Message;
  place: Place;
  /** The language of the text; see RichText. */
  language: string | undefined;
}) {
  const t = useTranslations("thread");
  const isOut = message.direction === "out";
  const isNote = message.kind === "note";
  const shell = bubbleClasses({ isOut, isNote, place });
  if (message.deletedAt)
    return (
      <div
        className={cn(
          shell,
          "flex items-center gap-1.5 border border-dashed border-input bg-transparent text-muted-foreground italic",
        )}
      >
        <Ban aria-hidden className="size-3.5 shrink-0" />
        {t("unsent")}
      </div>
    );
  const images = message.attachments.filter(({ type }) => type === "image");
  const others = message.attachments.filter(({ type }) => type !== "image");
  const gallery = viewableIn(message.attachments);
  const { text } = message;
  const tapped = postbackTitle(message);
  return (
    <div className={cn("flex flex-col gap-0.5", isOut && "items-end")}>
      <Origin message={message} />
      {message.replyTo && (
        <Quote threadId={message.threadId} replyTo={message.replyTo} />
      )}
      {text &&
        (isEmojiOnly(text) && !isNote ? (
          <p className="px-1 text-[34px] leading-11">{text}</p>
        ) : (
          <div className={shell}>
            <RichText
              text={text}
              mentions={message.mentions}
              language={language}
            />
          </div>
        ))}
      {!text && tapped && (
        <div className={cn(shell, "flex items-center gap-1.5")}>
          <MousePointerClick aria-hidden className="size-3.5 shrink-0" />
          {tapped}
        </div>
      )}
      {images.length > 0 && <ImageAlbum images={images} gallery={gallery} />}
      {others.map((attachment) => (
        <AttachmentView
          key={attachment.id}
          attachment={attachment}
          gallery={gallery}
        />
      ))}
      {!text && !tapped && message.attachments.length === 0 && (
        <div className={cn(shell, "text-muted-foreground italic")}>
          {t("unsupported")}
        </div>
      )}
    </div>
  );
}

function postbackTitle({ event }: Message): string | null {
  const postback = event?.postback as { title?: unknown } | undefined;
  return typeof postback?.title === "string" ? postback.title : null;
}

/** The ad or link through which the customer came. */
function Origin({ message }: { message: Message }) {
  const t = useTranslations("thread");
  const referral = message.event?.referral as
    { adTitle?: unknown; ref?: unknown; source?: unknown } | undefined;
  if (!referral) return null;
  const title = [referral.adTitle, referral.ref].find(
    (each) => typeof each === "string" && each !== "",
  ) as string | undefined;
  return (
    <p className="flex items-center gap-1 px-1 text-xs text-muted-foreground">
      <Megaphone aria-hidden className="size-3" />
      {title ? t("cameBy", { title }) : t("cameByLink")}
    </p>
  );
}

function Quote({
  threadId,
  replyTo,
}: {
  threadId: string;
  replyTo: NonNullable<Message["replyTo"]>;
}) {
  const t = useTranslations("thread");
  const { id, authorName, text } = replyTo;
  const words = (
    <>
      <CornerUpLeft aria-hidden className="size-3 shrink-0" />
      <span className="flex min-w-0 flex-col">
        {authorName && (
          <span className="bidi truncate font-medium">{authorName}</span>
        )}
        <span className="bidi truncate">
          {text ?? (id ? t("quotedAttachment") : t("quotedGone"))}
        </span>
      </span>
    </>
  );
  const classes =
    "flex max-w-full min-w-0 items-center gap-1.5 rounded-lg border-s-2 border-input bg-muted/60 px-2 py-1 text-xs text-muted-foreground";
  return id ? (
    <button
      type="button"
      onClick={() => requestJump(threadId, id)}
      className={cn(classes, "text-start hover:text-foreground")}
    >
      <span className="sr-only">{t("jumpToQuoted")}</span>
      {words}
    </button>
  ) : (
    <div className={classes}>{words}</div>
  );
}
