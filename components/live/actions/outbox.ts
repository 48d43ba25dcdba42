import type { PendingReply } from "#contract/live/room-state.ts";
import type { Live } from "#components/live/stores/live-context.ts";
import { readStored, writeStored } from "#components/live/stores/stored.ts";

// After this time the agent no longer remembers what a reply was about.
const MAX_AGE_MS = 24 * 3_600_000;

/**
 * Keeps replies that the server has not confirmed over a reload. They come
 * back as failed, with Retry. If one had arrived after all, its client id
 * shows it when the thread is fetched, and it goes.
 */
export function keepOutbox({ me, store }: Live): () => void {
  const key = `parley.outbox.${me.id}`;
  for (const reply of restore(key)) {
    store.dispatch({ type: "reply.pending", reply });
    store.dispatch({
      type: "reply.failed",
      clientId: reply.clientId,
      code: "network",
      detail: "",
    });
  }
  let held = store.getState().pending;
  return store.subscribe(() => {
    const { pending } = store.getState();
    if (pending === held) return;
    held = pending;
    const replies = Object.values(pending);
    writeStored(key, replies.length > 0 ? { replies } : null);
  });
}

function restore(key: string): PendingReply[] {
  const stored = readStored(key)?.replies;
  if (!Array.isArray(stored)) return [];
  const oldest = Date.now() - MAX_AGE_MS;
  return (stored as PendingReply[]).filter(
    ({ createdAt }) => Date.parse(createdAt) > oldest,
  );
}
