"use client";

import { usePathname } from "next/navigation";
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useState,
} from "react";
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

/** Undefined outside the inbox. */
const Chosen = createContext<string | null | undefined>(undefined);

/** The inbox tells its parts which thread {@link useChosenThread} says. */
export const ChosenThread = Chosen.Provider;

let choose: ((threadId: string | null) => void) | null = null;

/** A press is on the screen, or about to be, and the router has not followed it. */
let isAhead = false;

/**
 * For the inbox: the thread in the address, and at a press the thread pressed on. The router draws an address in slices,
 * with frames that show nothing new between them; a press is drawn in one go. Walking by key stays with the router, so
 * that a key that is held down goes on and draws only where it stops.
 */
export function useChosenThread(): string | null {
  const pathname = usePathname();
  const [chosen, setChosen] = useState(threadIn(pathname));
  const [followed, setFollowed] = useState(pathname);
  if (followed !== pathname) {
    setFollowed(pathname);
    // An address on its way is passed by when another one has been chosen since.
    if (typeof window === "undefined" || pathname === window.location.pathname)
      setChosen(threadIn(pathname));
  }
  useEffect(() => {
    // The address of a link is in the window only once it is drawn.
    if (pathname === window.location.pathname) setChosen(threadIn(pathname));
  }, [pathname]);
  useEffect(() => {
    isAhead = chosen !== threadIn(pathname);
  });
  useEffect(() => {
    choose = setChosen;
    // Back, right after a press: the router may go on from where it was, and draw nothing.
    const follow = () => {
      const { pathname } = window.location;
      if (pathname.startsWith(INBOX)) setChosen(threadIn(pathname));
    };
    window.addEventListener("popstate", follow);
    return () => {
      window.removeEventListener("popstate", follow);
      if (choose === setChosen) choose = null;
    };
  }, []);
  return chosen;
}

/** The thread on the screen, if any: in the inbox the chosen one, elsewhere the one in the address. */
export function useSelectedThread(): string | null {
  const routed = threadIn(usePathname());
  const chosen = useContext(Chosen);
  return chosen === undefined ? routed : chosen;
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
      if (pathname.startsWith(INBOX)) {
        window.history.pushState(null, "", href);
        // After a press, a step back to where the router still is would draw nothing.
        if (!isWalking || isAhead) {
          isAhead = true;
          choose?.(threadId);
        }
      } else go(href);
    },
    [go],
  );
}
