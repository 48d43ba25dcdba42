"use client";

import { createContext, useContext } from "react";
import { useStore, type StoreApi } from "zustand";
import { useStoreWithEqualityFn } from "zustand/traditional";
import type { Role } from "#contract/people/agent.ts";
import type { ContactLimit } from "#contract/people/security.ts";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { InboxStore } from "./inbox-store.ts";
import type { ConnectionState } from "#components/live/transport/connection.ts";
import type { LiveSignals } from "./live-signals.ts";
import type { OffersStore } from "./offers-store.ts";
import type { RowViewers } from "./row-viewers.ts";
import type { SeenMessages } from "./seen-messages.ts";
import type { TypingStore } from "./typing-store.ts";

/** The agent at this console. */
export type Me = {
  id: string;
  name: string;
  email: string;
  role: Role;
  /** Contact data of customers is masked; null: it is shown. */
  contactLimit: ContactLimit | null;
  /** A teammate sees the console as this agent, read-only; null: it is the agent. */
  seenBy: { id: string; until: string } | null;
};

export type Live = {
  me: Me;
  store: InboxStore;
  typing: TypingStore;
  offers: OffersStore;
  signals: LiveSignals;
  rows: RowViewers;
  seen: SeenMessages;
  line: StoreApi<{ lamp: ConnectionState }>;
};

export const LiveContext = createContext<Live | null>(null);

/** Ends the session and leaves for the sign-in page. The console asks for
 *  nothing more first: it would be refused. Without an answer all is as before. */
export type SignOut = (before?: () => Promise<unknown>) => Promise<void>;
export const SignOutContext = createContext<SignOut | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive outside a LiveProvider");
  return live;
}

export function useSignOut(): SignOut {
  const signOut = useContext(SignOutContext);
  if (!signOut) throw new Error("useSignOut outside a LiveProvider");
  return signOut;
}

export function useMe(): Me {
  return useLive().me;
}

export function useConnection(): ConnectionState {
  return useStore(useLive().line, ({ lamp }) => lamp);
}

/** A part of the state; renders again only when that part has changed. `select` must be stable. */
export function useInbox<Value>(
  select: (state: InboxState) => Value,
  isEqual: (a: Value, b: Value) => boolean = Object.is,
): Value {
  return useStoreWithEqualityFn(useLive().store, select, isEqual);
}

export function isSameList<Item>(
  a: readonly Item[],
  b: readonly Item[],
): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
