"use client";

import { usePathname } from "next/navigation";
import { useCallback } from "react";
import { requestJump } from "#components/navigation/jump-target.ts";
import { useGo } from "./use-go.ts";

const INBOX = "/inbox";

/** The address of a thread, or of one message in it. */
export function hrefOf(threadId: string, messageId?: string): string {
  const message = messageId ? `?message=${encodeURIComponent(messageId)}` : "";
  return `${INBOX}/${threadId}${message}`;
}

export type OpenThread = (
  threadId: string | null,
  options?: {
    /** Shown and lit up once it is there. */
    messageId?: string;
    /** Walked to by a key: the next key walks on instead of being written. */
    isWalking?: boolean;
  },
) => void;

let walked = false;

/** Was the thread on the screen reached by walking the list? */
export function wasWalkedTo(): boolean {
  return walked;
}

/** The thread in the address, if any. */
export function useSelectedThread(): string | null {
  return threadIn(usePathname());
}

/** The thread in the address at this moment: the screen may still show the one before. */
export function getSelectedThread(): string | null {
  return threadIn(window.location.pathname);
}

function threadIn(pathname: string): string | null {
  return /^\/inbox\/([^/]+)/.exec(pathname)?.[1] ?? null;
}

/**
 * Opens a thread; null goes back to the list. Inside the inbox only the
 * address changes: the page is there, so nothing is asked of the server.
 */
export function useOpenThread(): OpenThread {
  const go = useGo();
  return useCallback(
    (threadId, { messageId, isWalking = false } = {}) => {
      walked = isWalking;
      const href = threadId ? hrefOf(threadId, messageId) : INBOX;
      const { pathname, search } = window.location;
      if (threadId && messageId) requestJump(threadId, messageId);
      if (pathname + search === href) return;
      if (pathname.startsWith(INBOX)) window.history.pushState(null, "", href);
      else go(href);
    },
    [go],
  );
}
