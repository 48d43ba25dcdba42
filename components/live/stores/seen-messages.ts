import type { Message } from "#contract/threads/message.ts";

/**
 * The newest message of each thread that this screen has drawn. A command that
 * ends or defers attention names it, and the server refuses the command if
 * there is a newer one.
 */
export type SeenMessages = {
  /** These have been drawn. */
  note(threadId: string, messages: readonly Message[]): void;
  /** Null: nothing of the thread has been drawn yet. */
  newest(threadId: string): string | null;
};

const MAX_THREADS = 500;

export function createSeenMessages(): SeenMessages {
  const seen = new Map<string, Pick<Message, "id" | "inboundCount">>();
  return {
    note(threadId, messages) {
      let newest = seen.get(threadId);
      // The last to arrive, not the last to be written: a message can be late.
      for (const { id, inboundCount } of messages)
        if (!newest || inboundCount > newest.inboundCount)
          newest = { id, inboundCount };
      if (!newest) return;
      seen.delete(threadId);
      seen.set(threadId, newest);
      const [oldest] = seen.keys();
      if (seen.size > MAX_THREADS && oldest !== undefined) seen.delete(oldest);
    },
    newest: (threadId) => seen.get(threadId)?.id ?? null,
  };
}
