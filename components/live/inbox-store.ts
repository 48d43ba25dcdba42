import {
  emptyInbox,
  inboxReducer,
  type InboxAction,
  type InboxState,
} from "#contract/inbox-state.ts";

/** Holds the picture outside React, so that a socket's event draws only what it touches. */
export type InboxStore = {
  get(): InboxState;
  dispatch(action: InboxAction): void;
  subscribe(listener: () => void): () => void;
};

export function createInboxStore(): InboxStore {
  let state = emptyInbox;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch(action) {
      const next = inboxReducer(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
