"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { MouseEvent, ReactNode } from "react";
import type { TimelineItem } from "#contract/customers/timeline.ts";
import { mayDo } from "#contract/people/policy.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { hrefOf, useOpenThread } from "#components/navigation/selection.ts";
import { useHasStayed } from "#components/page/has-stayed.tsx";
import { useChannel } from "#components/thread/channel/use-place-name.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { TitledSection } from "#components/ui/marks/titled-section.tsx";
import { dateAndTime, fullTime, shortDate } from "#components/words/times.ts";

type Session = Extract<TimelineItem, { type: "thread" }>;

// A conversation that is opened often leaves room for the others.
const MAX_READ = 50;
const MAX_SESSIONS = 3;
const MAX_OTHERS = 5;
const NONE: readonly Session[] = [];

/**
 * The last earlier sessions of a conversation, and the customer's other
 * conversations that the agent can see. Nothing for a customer without either.
 */
export default function EarlierThreads({ thread }: { thread: Thread }) {
  const t = useTranslations("customer.earlier");
  const { role } = useMe();
  const hasStayed = useHasStayed();
  const { data = NONE } = useQuery<readonly Session[]>({
    enabled: mayDo(role, "customers.list") && hasStayed,
    // Fetched again when the conversation is closed or opened: either begins or ends a session.
    queryKey: liveKey(
      "customer-timeline",
      thread.customer.id,
      "threads",
      thread.status === "closed",
    ),
    // Other conversations change without an event for this list.
    staleTime: 0,
    placeholderData: (before) => before,
    queryFn: async ({ signal }) =>
      (
        await api<Page<Session>>(`/customers/${thread.customer.id}/timeline`, {
          query: { type: "thread", limit: MAX_READ },
          signal,
        })
      ).items,
  });
  const { sessions, others } = split(data, thread.id);
  if (sessions.length === 0 && others.length === 0) return null;
  return (
    <TitledSection title={t("title")}>
      {sessions.length > 0 && (
        <ul aria-label={t("sessions")} className="space-y-2">
          {sessions.map((session) => (
            <EarlierSession key={session.id} session={session} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul
          aria-label={t("others")}
          className={sessions.length > 0 ? "mt-2" : undefined}
        >
          {others.map((session) => (
            <OtherThread key={session.threadId} session={session} />
          ))}
        </ul>
      )}
    </TitledSection>
  );
}

/** The newest session of this thread is the one on the screen; of another thread it says how things stand there. */
function split(items: readonly Session[], threadId: string) {
  const sessions = items
    .filter((item) => item.threadId === threadId)
    .slice(1, 1 + MAX_SESSIONS);
  const newest = new Map<string, Session>();
  for (const item of items)
    if (item.threadId !== threadId && !newest.has(item.threadId))
      newest.set(item.threadId, item);
  return { sessions, others: [...newest.values()].slice(0, MAX_OTHERS) };
}

function EarlierSession({ session }: { session: Session }) {
  const locale = useLocale();
  const { at, outcome, text } = session;
  return (
    <li className="text-sm">
      <Facts>
        <time
          dateTime={at}
          title={fullTime(locale, at)}
          className="tabular-nums"
          suppressHydrationWarning
        >
          {shortDate(locale, at)}
        </time>
        {outcome !== null && (
          <span className="bidi wrap-anywhere">{outcome}</span>
        )}
      </Facts>
      {text !== null && (
        <p className="bidi line-clamp-2 wrap-anywhere">{text}</p>
      )}
    </li>
  );
}

function OtherThread({ session }: { session: Session }) {
  const t = useTranslations("customer.timeline");
  const locale = useLocale();
  const openThread = useOpenThread();
  const { threadId, channelId, closedAt, lastText } = session;
  const channel = useChannel(channelId);
  const open = (event: MouseEvent) => {
    // The browser handles clicks that open a new tab.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    openThread(threadId);
  };
  return (
    <li>
      <a
        href={hrefOf(threadId)}
        onClick={open}
        className="-mx-1.5 flex items-start gap-2 rounded-md px-1.5 py-1.5 text-sm hover:bg-accent"
      >
        {channel && (
          <Avatar
            id={channel.id}
            name={channel.name}
            url={channel.pictureUrl}
            size="xs"
          />
        )}
        <span className="min-w-0 flex-1">
          {lastText !== null && (
            <span className="bidi line-clamp-2 wrap-anywhere">{lastText}</span>
          )}
          <Facts>
            {channel && (
              <span className="bidi wrap-anywhere">{channel.name}</span>
            )}
            <span suppressHydrationWarning>
              {closedAt === null
                ? t("open")
                : t("closed", { when: dateAndTime(locale, closedAt) })}
            </span>
          </Facts>
        </span>
      </a>
    </li>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return (
    <span className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">
      {children}
    </span>
  );
}
