import { createStore, type StoreApi } from "zustand/vanilla";

/** The teammate who writes in a thread, by thread. */
export type TypingStore = StoreApi<Readonly<Record<string, string>>> & {
  /** Null: they stopped. */
  note(threadId: string, agentId: string | null): void;
};

// The end of typing may get lost: each start expires.
const FADES_AFTER_MS = 6_000;

export function createTypingStore(): TypingStore {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const store = createStore<Readonly<Record<string, string>>>()(() => ({}));

  function clear(threadId: string): void {
    clearTimeout(timers.get(threadId));
    timers.delete(threadId);
    if (!(threadId in store.getState())) return;
    const { [threadId]: _stopped, ...rest } = store.getState();
    store.setState(rest, true);
  }

  return Object.assign(store, {
    note(threadId: string, agentId: string | null) {
      if (agentId === null) return clear(threadId);
      clearTimeout(timers.get(threadId));
      timers.set(
        threadId,
        setTimeout(() => clear(threadId), FADES_AFTER_MS),
      );
      store.setState({ [threadId]: agentId });
    },
  });
}
