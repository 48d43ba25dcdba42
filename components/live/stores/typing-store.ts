/** Which colleague is writing in which thread; each news fades by itself, since its end may get lost. */
export type TypingStore = {
  get(threadId: string): string | null;
  set(threadId: string, agentId: string | null): void;
  subscribe(listener: () => void): () => void;
};

const FADES_AFTER_MS = 6_000;

export function createTypingStore(): TypingStore {
  const typing = new Map<
    string,
    { agentId: string; timer: ReturnType<typeof setTimeout> }
  >();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const clear = (threadId: string) => {
    clearTimeout(typing.get(threadId)?.timer);
    typing.delete(threadId);
  };
  return {
    get: (threadId) => typing.get(threadId)?.agentId ?? null,
    set(threadId, agentId) {
      clear(threadId);
      if (agentId !== null) {
        const timer = setTimeout(() => {
          typing.delete(threadId);
          tell();
        }, FADES_AFTER_MS);
        typing.set(threadId, { agentId, timer });
      }
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
