"use client";

import { useLocale, useTranslations } from "next-intl";
import { memo } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import { FoldedEvents } from "./folded-events.tsx";
import { EventLine } from "./event-line.tsx";
import type { LogItem } from "./log-items.ts";
import { MessageRow } from "#components/inbox/message/message-row.tsx";
import { HeldRow } from "#components/inbox/message/held-row.tsx";
import { PendingRow } from "#components/inbox/message/pending-row.tsx";
import { isSameList } from "#components/live/stores/live-context.ts";
import { daysBetween, dayText } from "#components/words/times.ts";
import { useNow } from "#components/page/use-now.ts";

export const LogRow = memo(
  function LogRow({ item, thread }: { item: LogItem; thread: Thread }) {
    switch (item.type) {
      case "day":
        return <DayLine date={item.date} />;
      case "unread":
        return <UnreadLine />;
      case "line":
        return <EventLine message={item.message} />;
      case "fold":
        return <FoldedEvents messages={item.messages} />;
      case "bubble":
        return (
          <MessageRow
            message={item.message}
            place={item.place}
            customer={thread.customer}
          />
        );
      case "pending":
        return (
          <PendingRow
            reply={item.reply}
            content={item.content}
            place={item.place}
          />
        );
      case "held":
        return <HeldRow message={item.message} />;
    }
  },
  // Every live event creates new items, most of them equal to the old ones.
  (a, b) =>
    a.thread.customer === b.thread.customer && isSameItem(a.item, b.item),
);

function isSameItem(a: LogItem, b: LogItem): boolean {
  if (a.type !== b.type || a.key !== b.key) return false;
  if (a.type === "bubble" && b.type === "bubble")
    return (
      a.message === b.message &&
      a.place.isFirst === b.place.isFirst &&
      a.place.isLast === b.place.isLast
    );
  if (a.type === "fold" && b.type === "fold")
    return isSameList(a.messages, b.messages);
  if (a.type === "held" && b.type === "held") return a.message === b.message;
  if (a.type === "line" && b.type === "line") return a.message === b.message;
  if (a.type === "pending" && b.type === "pending") return a.reply === b.reply;
  return true;
}

function DayLine({ date }: { date: Date }) {
  const t = useTranslations("times");
  const locale = useLocale();
  const now = new Date(useNow());
  const days = daysBetween(date, now);
  return (
    <div role="separator" className="flex justify-center pt-4 pb-2">
      <span className="rounded-full bg-muted px-2.5 py-0.5 text-xs text-muted-foreground">
        {days === 0
          ? t("today")
          : days === 1
            ? t("yesterday")
            : dayText(locale, date, now)}
      </span>
    </div>
  );
}

function UnreadLine() {
  const t = useTranslations("thread");
  return (
    <div
      role="separator"
      className="flex items-center gap-3 py-2 text-xs font-medium text-primary before:h-px before:flex-1 before:bg-primary/35 after:h-px after:flex-1 after:bg-primary/35"
    >
      {t("unreadFromHere")}
    </div>
  );
}
