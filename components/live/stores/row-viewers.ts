import { createStore, type StoreApi } from "zustand/vanilla";
import type { ThreadViewer } from "#contract/threads/viewing.ts";

type Viewers = readonly ThreadViewer[];

/** The teammates who have the threads of the list's rows open, by thread; empty while nothing is known. */
export type RowViewers = StoreApi<Readonly<Record<string, Viewers>>> & {
  /** The ids of the threads whose rows are on the screen. */
  watched: StoreApi<readonly string[]>;
  /** The rows that are on the screen now. */
  watch(threadIds: readonly string[]): void;
  note(threadId: string, viewers: Viewers): void;
  /** All that is known now. */
  set(items: { threadId: string; viewers: Viewers }[]): void;
};

export function createRowViewers(): RowViewers {
  const store = createStore<Readonly<Record<string, Viewers>>>()(() => ({}));
  const watched = createStore<readonly string[]>()(() => []);
  return Object.assign(store, {
    watched,
    watch(threadIds: readonly string[]) {
      const held = new Set(watched.getState());
      const isSame =
        held.size === threadIds.length && threadIds.every((id) => held.has(id));
      if (!isSame) watched.setState(threadIds, true);
    },
    note(threadId: string, viewers: Viewers) {
      if (watched.getState().includes(threadId))
        store.setState({ [threadId]: viewers });
    },
    set(items: { threadId: string; viewers: Viewers }[]) {
      store.setState(
        Object.fromEntries(
          items.map(({ threadId, viewers }) => [threadId, viewers]),
        ),
        true,
      );
    },
  });
}
