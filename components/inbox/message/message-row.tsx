"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { Message, SendError } from "#contract/threads/message.ts";
import { BubbleContent } from "./bubble-content.tsx";
import { FailedLine } from "./failed-line.tsx";
import { useEditAgain } from "./use-edit-again.ts";
import { MessageTime } from "./message-time.tsx";
import type { Place } from "./place.ts";
import { MessageActions } from "./message-actions.tsx";
import { Reactions } from "./reactions.tsx";
import { Tick } from "./tick.tsx";
import { useAppName } from "#components/thread/channel/use-app-name.ts";
import { useInbox, useMe } from "#components/live/stores/live-context.ts";
import { abilitiesOf } from "#components/thread/rights/abilities.ts";
import { useThreadManager } from "#components/thread/rights/use-thread-manager.ts";
import { writtenLanguage } from "#components/inbox/text/written-language.ts";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { cn } from "#components/ui/class-names.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** A message with its author, content, reactions, time, ticks and error. */
export function MessageRow({
  message,
  place,
  customer,
}: {
  message: Message;
  place: Place;
  customer: Customer;
}) {
  const isOut = message.direction === "out";
  const isNote = message.kind === "note";
  return (
    <article
      id={`message-${message.id}`}
      className={cn(
        "group/message relative flex scroll-m-16 gap-2",
        place.isFirst ? "pt-2" : "pt-0.5",
        isOut && "flex-row-reverse",
      )}
    >
      {!isOut && <Face customer={customer} isShown={place.isLast} />}
      <div
        className={cn(
          "flex max-w-[min(34rem,82%)] min-w-0 flex-col",
          isOut ? "items-end" : "items-start",
        )}
      >
        {place.isFirst && <AuthorLine message={message} />}
        <div
          className={cn(
            "flex max-w-full items-center gap-1",
            isOut && "flex-row-reverse",
          )}
        >
          {isOut && <TickGutter message={message} />}
          <div className="relative min-w-0">
            <BubbleContent
              message={message}
              place={place}
              language={isNote ? undefined : writtenLanguage(customer.locale)}
            />
            <Reactions message={message} />
          </div>
          {!message.deletedAt && !isNote && (
            <MessageActions message={message} />
          )}
        </div>
        <MetaLine
          message={message}
          isLast={place.isLast}
          timezone={customer.timezone}
        />
        {message.status === "failed" && message.error && (
          <FailedMessageLine message={message} error={message.error} />
        )}
      </div>
    </article>
  );
}

function FailedMessageLine({
  message,
  error,
}: {
  message: Message;
  error: SendError;
}) {
  const { retryMessage } = useThreadActions(message.threadId);
  const me = useThreadManager();
  const thread = useInbox(
    useCallback(
      ({ threads }: InboxState) => threads[message.threadId]?.thread,
      [message.threadId],
    ),
  );
  const editAgain = useEditAgain(message.threadId);
  const { text, replyTo } = message;
  const mayRetry = thread !== undefined && abilitiesOf(thread, me).retry;
  return (
    <FailedLine
      threadId={message.threadId}
      error={error}
      canRetry={error.retryable && mayRetry}
      onRetry={() => retryMessage(message.id)}
      onEdit={
        mayRetry && text !== null && message.author.type === "agent"
          ? () => editAgain({ kind: "message", text, replyTo, attachments: [] })
          : undefined
      }
    />
  );
}

function Face({ customer, isShown }: { customer: Customer; isShown: boolean }) {
  const customerName = useCustomerName();
  return (
    <div className="flex w-7 shrink-0 items-end pb-5 max-md:hidden">
      {isShown && (
        <Avatar
          id={customer.id}
          name={customerName(customer)}
          url={customer.avatarUrl}
          size="sm"
        />
      )}
    </div>
  );
}

/** The author where it is not obvious: a teammate, or the channel outside Parley. */
function AuthorLine({ message }: { message: Message }) {
  const t = useTranslations("thread");
  const me = useMe();
  const { author, kind, direction } = message;
  const app = useAppName(message.threadId, message.event?.["appId"]);
  if (direction === "in") return null;
  const name = author.id === me.id ? t("you") : author.name;
  const words =
    author.type === "page"
      ? t(outsideWords(message, app), { name: author.name, app: app ?? "" })
      : author.type === "system"
        ? t("automatic")
        : kind === "note"
          ? t(isUnsentReply(message) ? "unsentReplyBy" : "noteBy", { name })
          : name;
  return (
    <p className="me-5 px-1 pb-0.5 text-end text-xs text-muted-foreground">
      {words}
    </p>
  );
}

/** An unsent reply that its author left as a note when they transferred the conversation. */
function isUnsentReply({ event }: Message): boolean {
  return event?.["type"] === "unsent_reply";
}

/** The text key for the author: a person in the vendor's inbox, or another app. */
function outsideWords({ event }: Message, app: string | null) {
  switch (event?.["by"]) {
    case "inbox":
      return "inMetaInbox";
    case "app":
      return app === null ? "anotherApp" : "namedApp";
    default:
      return "outside";
  }
}

/** The ticks of all bubbles form one column, whatever the bubbles' widths. */
function TickGutter({ message }: { message: Message }) {
  return (
    <div className="flex w-4 shrink-0 items-end justify-center self-stretch pb-1 text-subtle">
      {message.kind === "message" && (
        <Tick status={message.status} test={message.test} />
      )}
    </div>
  );
}

function MetaLine({
  message,
  isLast,
  timezone,
}: {
  message: Message;
  isLast: boolean;
  /** The customer's. */
  timezone: number | null;
}) {
  const t = useTranslations("thread");
  const isEdited = message.editedAt !== null && message.deletedAt === null;
  if (!isLast && !isEdited && message.reactions.length === 0) return null;
  return (
    <div
      className={cn(
        "flex h-4 items-center gap-1 px-1 text-[11px] text-subtle tabular-nums",
        message.reactions.length > 0 ? "mt-3" : "mt-0.5",
        message.direction === "out" && "me-5",
      )}
    >
      {isEdited && <span>{t("edited")}</span>}
      {isLast && <MessageTime at={message.sentAt} timezone={timezone} />}
    </div>
  );
}
