"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Message } from "#contract/threads/message.ts";
import { useAppName } from "#components/thread/channel/use-app-name.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { MessageTime } from "#components/inbox/message/message-time.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** A thread event: taken, transferred, closed, or an event of Messenger that is no message. */
export function EventLine({ message }: { message: Message }) {
  const app = useAppName(message.threadId, message.event?.["appId"]);
  const words = useEventWords(message, app);
  return (
    <p className="flex flex-wrap items-baseline justify-center gap-x-1.5 py-1.5 text-center text-xs text-muted-foreground">
      <span>{words}</span>
      <MessageTime
        at={message.sentAt}
        timezone={null}
        className="text-[11px] text-subtle tabular-nums"
      />
    </p>
  );
}

type Named = { name?: unknown } | null | undefined;

function nameOf(value: unknown): string | null {
  const name = (value as Named)?.name;
  return typeof name === "string" && name !== "" ? name : null;
}

function isAgent(value: unknown, id: string): boolean {
  return (value as { id?: unknown } | null | undefined)?.id === id;
}

/**
 * The text of an event by its type. An unknown type shows the event's own text.
 * `app`: the name of the other app that the event is about, if it is known.
 */
export function useEventWords(
  { event, author, text }: Pick<Message, "event" | "author" | "text">,
  app: string | null = null,
): string {
  const t = useTranslations("events");
  const locale = useLocale();
  const me = useMe();
  if (!event) return text ?? t("unknown");
  const values = {
    actor: author.id === me.id ? t("you") : author.name || t("system"),
    from: isAgent(event.from, me.id)
      ? t("youWhom")
      : (nameOf(event.from) ?? ""),
    to: isAgent(event.to, me.id) ? t("youWhom") : (nameOf(event.to) ?? ""),
    /** The same at the start of a sentence. */
    who: isAgent(event.to, me.id) ? t("you") : (nameOf(event.to) ?? ""),
    app: app ?? "",
    place: nameOf(event.place) ?? "",
    added: namesOf(locale, event.added),
    removed: namesOf(locale, event.removed),
    title: titleOf(event) ?? text ?? "",
    count: typeof event.count === "number" ? event.count : 0,
    outcome: typeof event.outcome === "string" ? event.outcome : "",
    until:
      typeof event.until === "string" ? dateAndTime(locale, event.until) : "",
  };
  // The most specific text comes first.
  const reason = typeof event.reason === "string" ? event.reason : "";
  // The agent who was asked is the author when they accept.
  const isAccepted =
    event.type === "transferred" &&
    author.id !== null &&
    isAgent(event.to, author.id);
  const key = [
    values.added && !values.removed && "labels_added",
    values.removed && !values.added && "labels_removed",
    values.outcome && `${event.type}_outcome`,
    typeof event.priority === "string" && `${event.type}_${event.priority}`,
    isAccepted && `transfer_accepted${values.from && "_from"}`,
    reason && `${event.type}_${reason}${values.from && "_from"}`,
    values.from && `${event.type}_from`,
    values.to && `${event.type}_to`,
    event.own === true && `${event.type}_own`,
    values.app && `${event.type}_app`,
    event.type === "postback" && !values.title && "postback_plain",
    event.type === "referral" && values.title && "referral_titled",
    event.type,
  ].find((each): each is string => Boolean(each) && t.has(each as "unknown"));
  return key ? t(key as "unknown", values) : (text ?? t("unknown"));
}

/** "Refund and VIP"; empty: none. */
function namesOf(locale: string, value: unknown): string {
  const names = Array.isArray(value)
    ? value.map((one) => nameOf(one) ?? "").filter((name) => name !== "")
    : [];
  return new Intl.ListFormat(locale).format(names);
}

/** The tapped button's title, or the ad or link through which the customer came. */
function titleOf(event: NonNullable<Message["event"]>): string | null {
  const referral = event.referral as
    { adTitle?: unknown; ref?: unknown } | null | undefined;
  return (
    [event.title, referral?.adTitle, referral?.ref].find(
      (each): each is string => typeof each === "string" && each !== "",
    ) ?? null
  );
}
