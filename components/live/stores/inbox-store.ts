import { createStore, type StoreApi } from "zustand/vanilla";
import {
  emptyInbox,
  inboxReducer,
  type InboxAction,
  type InboxState,
} from "#contract/live/inbox-state.ts";
import { paced, type Pacing } from "./paced.ts";

/** Holds the state outside React, so that a socket's event renders only the parts that it touches. */
export type InboxStore = StoreApi<InboxState> &
  Pick<Pacing<InboxState>, "typed" | "painted"> & {
    /** An act or a fetch of the agent: shown at once. */
    dispatch(action: InboxAction): void;
    /** An event of the socket, about the open thread or not: shown at a pace (`setSoon`). */
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
