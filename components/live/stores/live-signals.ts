import { subscribeWithSelector } from "zustand/middleware";
import { createStore } from "zustand/vanilla";
import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";

/** For code that reacts to an event beside the state: toasts, sounds, the board. */
export type LiveSignals = {
  emit<Name extends LiveEventName>(name: Name, payload: LiveEvents[Name]): void;
  /** Returns what ends it. A listener must not throw. */
  on<Name extends LiveEventName>(
    name: Name,
    listener: (payload: LiveEvents[Name]) => void,
  ): () => void;
};

export function createLiveSignals(): LiveSignals {
  // Each payload is a new object: the latest of a kind differs from the one before.
  const latest = createStore<Partial<LiveEvents>>()(
    subscribeWithSelector(() => ({})),
  );
  return {
    emit(name, payload) {
      latest.setState((held) => ({ ...held, [name]: payload }));
    },
    on(name, listener) {
      return latest.subscribe(
        (held) => held[name],
        (payload) => {
          if (payload) listener(payload);
        },
      );
    },
  };
}
