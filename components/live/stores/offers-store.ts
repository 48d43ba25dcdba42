import type { LiveEvents } from "#contract/live-events.ts";
import {
  offersReducer,
  type OffersAction,
  type OffersState,
} from "#contract/offers-state.ts";
import type { Offer } from "#contract/records.ts";

/** An offer that somebody was looking at when it ended, and why it did. */
export type EndedOffer = {
  offer: Offer;
  reason: LiveEvents["offer.ended"]["reason"];
  /** Taken: by whom. */
  by: LiveEvents["offer.ended"]["by"];
};

export type OffersStore = {
  /** What rings at me, by thread. */
  get(): OffersState;
  /** What has just ended, by thread, as long as its word is on the screen. */
  ended(): Readonly<Record<string, EndedOffer>>;
  dispatch(action: OffersAction): void;
  /** This tab answers it: that needs no word. */
  answered(threadId: string): void;
  subscribe(listener: () => void): () => void;
};

// Long enough to be read, short enough not to be in the way.
const WORD_MS = 5_000;

/** Offers outside React; an event draws only what shows offers. */
export function createOffersStore(me: string): OffersStore {
  let state: OffersState = {};
  let ended: Readonly<Record<string, EndedOffer>> = {};
  const answered = new Set<string>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };

  function keepWord(word: EndedOffer): void {
    const { threadId } = word.offer;
    ended = { ...ended, [threadId]: word };
    setTimeout(() => {
      if (ended[threadId] !== word) return;
      const { [threadId]: _read, ...rest } = ended;
      ended = rest;
      tell();
    }, WORD_MS);
  }

  return {
    get: () => state,
    ended: () => ended,
    dispatch(action) {
      const next = offersReducer(state, action, me);
      if (next === state) return;
      if (action.type === "offer.ended") {
        const offer = state[action.threadId];
        const isMine = answered.delete(action.threadId);
        const { reason, by } = action;
        if (offer && !isMine) keepWord({ offer, reason, by });
      }
      if (action.type === "offer.created") {
        const { [action.thread.id]: _before, ...rest } = ended;
        ended = rest;
        answered.delete(action.thread.id);
      }
      state = next;
      tell();
    },
    answered(threadId) {
      if (threadId in state) answered.add(threadId);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
