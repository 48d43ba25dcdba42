"use client";

import { BellOff, CheckCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Notification } from "#contract/notifications/notification.ts";
import {
  useNotifications,
  useReadNotifications,
} from "#components/live/queries/use-notifications.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useOpenThread } from "#components/navigation/selection.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import { OpenPopover } from "#components/ui/overlays/popover.tsx";
import type { BuiltInView } from "#contract/threads/built-in-views.ts";
import { chooseView } from "#components/navigation/views.ts";
import {
  digestOf,
  useNotificationWords,
  type NotificationWords,
} from "#components/words/use-notification-words.ts";
import { useListTime } from "#components/words/use-times.ts";

type Told = { notification: Notification; words: NotificationWords };

/** The older ones of a conversation are in the conversation. */
const SHOWN_OF_GROUP = 3;

/** The notifications, by conversation, the newest first. */
export default function NotificationPanel(floating: FloatingProps) {
  const t = useTranslations("notices");
  const held = useNotifications();
  const read = useReadNotifications();
  const wordsOf = useNotificationWords();
  const items = held?.items ?? [];
  const groups = groupsOf(
    items.map((notification) => ({
      notification,
      words: wordsOf(notification),
    })),
  );
  return (
    <OpenPopover
      {...floating}
      // On a phone the rail is a bar below, with no room beside the bell.
      side={matchMedia("(width < 48rem)").matches ? "top" : "right"}
      align="end"
      aria-label={t("title")}
      className="flex w-96 max-w-[calc(100vw-1rem)] flex-col"
    >
      <header className="sticky top-0 z-10 flex items-center gap-2 border-b bg-popover py-2 ps-4 pe-2">
        <h2 className="min-w-0 flex-1 text-base font-semibold">{t("title")}</h2>
        <Button
          size="sm"
          variant="ghost"
          disabled={(held?.unread ?? 0) === 0}
          onClick={() => read("all")}
        >
          <CheckCheck aria-hidden />
          {t("readAll")}
        </Button>
      </header>
      {groups.length === 0 ? (
        <EmptyState
          icon={<BellOff />}
          title={held ? t("empty") : t("loading")}
          text={t("emptyHint")}
        />
      ) : (
        <ul aria-label={t("title")} className="divide-y">
          {groups.map((group) =>
            group[0].notification.kind === "digest" ? (
              <DigestCard
                key={group[0].words.group}
                notification={group[0].notification}
                onClose={floating.onClose}
              />
            ) : (
              <Group
                key={group[0].words.group}
                group={group}
                onClose={floating.onClose}
              />
            ),
          )}
        </ul>
      )}
      <footer className="border-t px-4 py-2 text-xs">
        <PageLink
          href="/settings/profile#notifications"
          prefetch={false}
          onClick={floating.onClose}
          className="font-medium text-primary underline-offset-2 hover:underline"
        >
          {t("settings")}
        </PageLink>
      </footer>
    </OpenPopover>
  );
}

/** The work that waited for the reader when they came back, each number with the way to it. */
function DigestCard({
  notification,
  onClose,
}: {
  notification: Notification;
  onClose: () => void;
}) {
  const t = useTranslations("notices");
  const read = useReadNotifications();
  const go = useGo();
  const time = useListTime();
  const { waiting, mentions, leads } = digestOf(notification);
  const isUnread = notification.readAt === null;
  const open = (href: string, view?: BuiltInView) => {
    onClose();
    if (isUnread) read({ ids: [notification.id] });
    if (view) chooseView(view);
    go(href);
  };
  const ways = [
    {
      count: waiting,
      label: t("digestWaiting", { count: waiting }),
      act: () => open("/inbox", "mine"),
    },
    {
      count: mentions,
      label: t("digestMentions", { count: mentions }),
      act: () => open("/inbox", "mentions"),
    },
    {
      count: leads,
      label: t("digestLeads", { count: leads }),
      act: () => open("/leads?owner=me"),
    },
  ];
  return (
    <li className="px-4 py-3">
      <h3 className="flex items-start gap-2 text-sm font-semibold">
        <span
          aria-hidden
          className={cn(
            "mt-1.5 size-2 shrink-0 rounded-full",
            isUnread && "bg-primary",
          )}
        />
        <span className="min-w-0 flex-1">
          {isUnread && <span className="sr-only">{t("unread")} </span>}
          {t("digest")}
        </span>
        <span className="shrink-0 text-xs font-normal text-muted-foreground">
          {time(notification.at)}
        </span>
      </h3>
      <ul className="mt-1 ms-4">
        {ways.map(({ count, label, act }) =>
          count === 0 ? null : (
            <li key={label}>
              <button
                type="button"
                onClick={act}
                className="flex w-full py-1 text-start text-sm font-medium text-primary underline-offset-2 hover:underline touch:py-3"
              >
                {label}
              </button>
            </li>
          ),
        )}
      </ul>
    </li>
  );
}

function Group({
  group,
  onClose,
}: {
  group: [Told, ...Told[]];
  onClose: () => void;
}) {
  const t = useTranslations("notices");
  const [{ words }] = group;
  const more = group.length - SHOWN_OF_GROUP;
  return (
    <li className="py-2">
      {words.about && (
        <h3 className="bidi truncate px-4 pb-1 text-sm font-semibold">
          {words.about}
        </h3>
      )}
      <ul>
        {group.slice(0, SHOWN_OF_GROUP).map((told) => (
          <li key={told.notification.id}>
            <Line told={told} group={group} onClose={onClose} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="px-4 pt-1 text-xs text-muted-foreground">
          {t("older", { count: more })}
        </p>
      )}
    </li>
  );
}

function Line({
  told: { notification, words },
  group,
  onClose,
}: {
  told: Told;
  group: readonly Told[];
  onClose: () => void;
}) {
  const t = useTranslations("notices");
  const read = useReadNotifications();
  const openThread = useOpenThread();
  const go = useGo();
  const time = useListTime();
  const isUnread = notification.readAt === null;
  const open = () => {
    onClose();
    read({
      ids: group.flatMap(({ notification: { id, readAt } }) =>
        readAt === null ? id : [],
      ),
    });
    const { opens } = words;
    if (opens === null) return;
    if ("threadId" in opens) openThread(opens.threadId);
    else go(opens.href);
  };
  return (
    <button
      type="button"
      onClick={open}
      className="flex w-full items-start gap-2 px-4 py-1.5 text-start text-sm hover:bg-accent"
    >
      <span
        aria-hidden
        className={cn(
          "mt-1.5 size-2 shrink-0 rounded-full",
          isUnread && "bg-primary",
        )}
      />
      <span className="min-w-0 flex-1">
        {isUnread && <span className="sr-only">{t("unread")} </span>}
        <span className={cn("bidi block", isUnread && "font-medium")}>
          {words.title}
        </span>
        {words.text && (
          <span className="bidi line-clamp-2 text-muted-foreground">
            {words.text}
          </span>
        )}
      </span>
      <span className="shrink-0 text-xs text-muted-foreground">
        {time(notification.at)}
      </span>
    </button>
  );
}

/** In the order of their newest. Pure. */
function groupsOf(all: readonly Told[]): [Told, ...Told[]][] {
  const groups = new Map<string, [Told, ...Told[]]>();
  for (const told of all) {
    const group = groups.get(told.words.group);
    if (group) group.push(told);
    else groups.set(told.words.group, [told]);
  }
  return [...groups.values()];
}
