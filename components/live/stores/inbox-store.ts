import { createStore, type StoreApi } from "zustand/vanilla";
import {
  emptyInbox,
  inboxReducer,
  type InboxAction,
  type InboxState,
} from "#contract/live/inbox-state.ts";
import { paced, type Pacing } from "./paced.ts";

/** Holds the picture outside React, so that a socket's event draws only the parts that it touches. */
export type InboxStore = StoreApi<InboxState> &
  Pick<Pacing<InboxState>, "typed" | "painted"> & {
    /** What the agent did, or asked for: shown at once. */
    dispatch(action: InboxAction): void;
    /** What the line brought, about the open thread or not: shown at a pace (`setSoon`). */
    receive(action: InboxAction, isOpen?: boolean): void;
  };

export function createInboxStore(): InboxStore {
  const store = createStore<InboxState>()(paced(() => emptyInbox));
  const reduce = (action: InboxAction) =>
    inboxReducer(store.getState(), action);
  return Object.assign(store, {
    dispatch: (action: InboxAction) => store.setState(reduce(action), true),
    receive: (action: InboxAction, isOpen?: boolean) =>
      store.setSoon(reduce(action), isOpen),
  });
}
