"use client";

import { Suspense, useCallback } from "react";
import { findFolded } from "#contract/text/fold.ts";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { Message } from "#contract/threads/message.ts";
import { MarkedText } from "#components/inbox/list/marked-text.tsx";
import { hrefOf, useOpenThread } from "#components/navigation/selection.ts";
import { useInbox } from "#components/live/stores/live-context.ts";
import { lazily } from "#components/page/lazily.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useListTime } from "#components/words/use-times.ts";

const MarkedNumber = lazily(() => import("./marked-number.tsx"));

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
      <Snippet text={message.text ?? ""} query={query} />
    </a>
  );
}

function Snippet({ text, query }: { text: string; query: string }) {
  const hit = findFolded(text, query);
  return (
    <span className="bidi mt-0.5 line-clamp-2 text-sm text-muted-foreground">
      {hit === null ? (
        <Suspense fallback={text}>
          <MarkedNumber text={text} query={query} />
        </Suspense>
      ) : (
        <MarkedText text={text} hit={hit} />
      )}
    </span>
  );
}
