"use client";

import { useCallback } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { Message } from "#contract/threads/message.ts";
import { Marked } from "#components/inbox/list/marked.tsx";
import { hrefOf, useOpenThread } from "#components/navigation/selection.ts";
import { useInbox } from "#components/live/stores/live-context.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useListTime } from "#components/words/use-times.ts";

/** A message that contains the search text. A click opens its thread at that message. */
export function MessageHit({
  message,
  query,
}: {
  message: Message;
  query: string;
}) {
  const { threadId, id } = message;
  const customerName = useCustomerName();
  const listTime = useListTime();
  const openThread = useOpenThread();
  const thread = useInbox(
    useCallback(
      (state: InboxState) => state.threads[threadId]?.thread ?? null,
      [threadId],
    ),
  );
  const name = thread ? customerName(thread.customer) : message.author.name;
  return (
    <a
      href={hrefOf(threadId, id)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        openThread(threadId, { messageId: id });
      }}
      className="block px-4 py-2 outline-offset-[-2px] hover:bg-accent"
    >
      <span className="flex items-baseline gap-2">
        <span className="bidi min-w-0 flex-1 truncate text-sm font-medium">
          {name}
        </span>
        <time
          dateTime={message.sentAt}
          className="shrink-0 text-xs text-muted-foreground tabular-nums"
        >
          {listTime(message.sentAt)}
        </time>
      </span>
      <span className="bidi mt-0.5 line-clamp-2 text-sm text-muted-foreground">
        <Marked text={message.text ?? ""} query={query} />
      </span>
    </a>
  );
}
