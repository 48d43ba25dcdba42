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
  /** The server is being told that the thread is read. */
  reading(threadId: string, request: Promise<unknown>): void;
  /** Settles when the server has heard all that it is being told: what makes a thread unread comes after that. */
  whenRead(threadIds: readonly string[]): Promise<void>;
};

const MAX_THREADS = 500;

export function createSeenMessages(): SeenMessages {
  const seen = new Map<string, Pick<Message, "id" | "inboundCount">>();
  const inFlight = new Map<string, Promise<unknown>>();
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
    reading(threadId, request) {
      inFlight.set(threadId, request);
      const forget = () => {
        if (inFlight.get(threadId) === request) inFlight.delete(threadId);
      };
      request.then(forget, forget);
    },
    async whenRead(threadIds) {
      await Promise.allSettled(
        threadIds.map((id) => inFlight.get(id) ?? Promise.resolve()),
      );
    },
  };
}
