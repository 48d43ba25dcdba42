"use client";

import { usePathname, useRouter } from "next/navigation";
import { useCallback } from "react";

const INBOX = "/inbox";

export function hrefOf(threadId: string): string {
  return `${INBOX}/${threadId}`;
}

/** The thread in the address, if any. */
export function useSelectedThread(): string | null {
  const [, threadId] = /^\/inbox\/([^/]+)/.exec(usePathname()) ?? [];
  return threadId ?? null;
}

/**
 * Opens a thread; null goes back to the list. Inside the inbox only the
 * address changes: the page is there, so nothing is asked of the server.
 */
export function useOpenThread(): (threadId: string | null) => void {
  const router = useRouter();
  return useCallback(
    (threadId) => {
      const href = threadId ? hrefOf(threadId) : INBOX;
      const { pathname } = window.location;
      if (pathname === href) return;
      if (pathname.startsWith(INBOX)) window.history.pushState(null, "", href);
      else router.push(href);
    },
    [router],
  );
}
