import type { InboxState } from "#contract/live/inbox-state.ts";
import type { InboxStore } from "#components/live/stores/inbox-store.ts";

/**
 * Tells when a thread was mine and is not any more, or is dealt with: my load
 * and my wrap-up are others then. However the picture learned of it: the answer
 * to my own press comes before the event as often as after it.
 *
 * @returns stops watching
 */
export function watchOwnThreads(
  store: InboxStore,
  meId: string,
  onLeft: () => void,
): () => void {
  let threads = store.getState().threads;
  let mine = openOf(threads, meId);
  return store.subscribe(() => {
    const next = store.getState().threads;
    if (next === threads) return;
    threads = next;
    const now = openOf(threads, meId);
    const hasLeft = [...mine].some((id) => !now.has(id));
    mine = now;
    if (hasLeft) onLeft();
  });
}

function openOf(threads: InboxState["threads"], meId: string): Set<string> {
  return new Set(
    Object.values(threads)
      .filter(
        ({ thread }) => thread.owner?.id === meId && thread.status === "open",
      )
      .map(({ thread }) => thread.id),
  );
}
