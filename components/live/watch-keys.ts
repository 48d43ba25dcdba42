import type { InboxStore } from "#components/live/stores/inbox-store.ts";

/** Tells the store of every key, and of the frame that shows what it did. @returns what stops it. */
export function watchKeys(
  store: Pick<InboxStore, "typed" | "painted">,
): () => void {
  const frame = new MessageChannel();
  frame.port1.onmessage = () => store.painted();
  const onKey = () => {
    store.typed();
    // Posted while the frame is made, it comes when that frame is done.
    requestAnimationFrame(() => frame.port2.postMessage(null));
  };
  addEventListener("keydown", onKey, { capture: true, passive: true });
  return () => {
    removeEventListener("keydown", onKey, { capture: true });
    frame.port1.close();
  };
}
