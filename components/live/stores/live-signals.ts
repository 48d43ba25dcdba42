import type { LiveEventName, LiveEvents } from "#contract/live-events.ts";

/** For whoever wants to hear an event beside the picture: toasts, sounds, the board. */
export type LiveSignals = {
  emit<Name extends LiveEventName>(name: Name, payload: LiveEvents[Name]): void;
  /** Returns what ends it. A listener must not throw. */
  on<Name extends LiveEventName>(
    name: Name,
    listener: (payload: LiveEvents[Name]) => void,
  ): () => void;
};

export function createLiveSignals(): LiveSignals {
  const listeners = new Map<LiveEventName, Set<(payload: never) => void>>();
  return {
    emit(name, payload) {
      for (const listener of listeners.get(name) ?? [])
        listener(payload as never);
    },
    on(name, listener) {
      const held = listeners.get(name) ?? new Set();
      listeners.set(name, held.add(listener));
      return () => void held.delete(listener);
    },
  };
}
