"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Message } from "#contract/shapes.ts";
import { useMe } from "#components/live/live-context.ts";
import { clockTime, dateAndTime, fullTime } from "#components/words/times.ts";

/** A line about the thread: taken, transferred, closed, or news from Messenger that is no message. */
export function EventLine({ message }: { message: Message }) {
  const locale = useLocale();
  const words = useEventWords(message);
  return (
    <p className="flex flex-wrap items-baseline justify-center gap-x-1.5 py-1.5 text-center text-xs text-muted-foreground">
      <span>{words}</span>
      <time
        dateTime={message.sentAt}
        title={fullTime(locale, message.sentAt)}
        className="text-[11px] text-subtle tabular-nums"
      >
        {clockTime(locale, message.sentAt)}
      </time>
    </p>
  );
}

type Named = { name?: unknown } | null | undefined;

function nameOf(value: unknown): string | null {
  const name = (value as Named)?.name;
  return typeof name === "string" && name !== "" ? name : null;
}

/** By the event's type; a type this release does not know shows its own text. */
function useEventWords(message: Message): string {
  const t = useTranslations("events");
  const locale = useLocale();
  const me = useMe();
  const { event, author, text } = message;
  const actor = author.id === me.id ? t("you") : author.name || t("system");
  const values = {
    actor,
    from: nameOf(event?.from) ?? "",
    to: nameOf(event?.to) ?? "",
    until:
      typeof event?.until === "string" ? dateAndTime(locale, event.until) : "",
    text: text ?? "",
  };
  if (!event) return text ?? t("unknown");
  const detail = typeof event.notice === "string" ? event.notice : event.action;
  // The most exact words there are: with the other person, with the detail, plain.
  const candidates = [
    values.from && `${event.type}_from`,
    values.to && `${event.type}_to`,
    typeof detail === "string" && `${event.type}_${detail}`,
    event.type,
  ].filter((key): key is string => Boolean(key) && t.has(key as "unknown"));
  const [key] = candidates;
  return key ? t(key as "unknown", values) : (text ?? t("unknown"));
}
