import { createStore, type StoreApi } from "zustand/vanilla";
import type { LiveEvents } from "#contract/live/live-events.ts";
import {
  offersReducer,
  type OffersAction,
  type OffersState,
} from "#contract/live/offers-state.ts";
import type { Offer } from "#contract/threads/offer.ts";

/** An offer that ended while the agent saw it, and why it did. */
export type EndedOffer = {
  offer: Offer;
  reason: LiveEvents["offer.ended"]["reason"];
  /** For taken: the agent who took it. */
  by: LiveEvents["offer.ended"]["by"];
};

export type ShownOffers = {
  /** The offers to me, by thread. */
  ringing: OffersState;
  /** Offers that have just ended, by thread, while the reason is on the screen. */
  ended: Readonly<Record<string, EndedOffer>>;
};

export type OffersStore = StoreApi<ShownOffers> & {
  dispatch(action: OffersAction): void;
  /** This tab answers it: no reason is shown when it ends. */
  answered(threadId: string): void;
};

// Long enough to be read, short enough not to be in the way.
const WORD_MS = 5_000;

/** Offers outside React; an event renders only components that show offers. */
export function createOffersStore(me: string): OffersStore {
  const answered = new Set<string>();
  const store = createStore<ShownOffers>()(() => ({ ringing: {}, ended: {} }));

  function dispatch(action: OffersAction): void {
    const { ringing, ended } = store.getState();
    const next = offersReducer(ringing, action, me);
    if (next === ringing) return;
    const change: Partial<ShownOffers> = { ringing: next };
    if (action.type === "offer.ended") {
      const { threadId, reason, by } = action;
      const offer = ringing[threadId];
      const isMine = answered.delete(threadId);
      if (offer && !isMine) {
        const word = { offer, reason, by };
        change.ended = { ...ended, [threadId]: word };
        setTimeout(() => forget(word), WORD_MS);
      }
    }
    if (action.type === "offer.created") {
      change.ended = without(ended, action.thread.id);
      answered.delete(action.thread.id);
    }
    store.setState(change);
  }

  function forget(word: EndedOffer): void {
    const { ended } = store.getState();
    const { threadId } = word.offer;
    if (ended[threadId] === word)
      store.setState({ ended: without(ended, threadId) });
  }

  return Object.assign(store, {
    dispatch,
    answered(threadId: string) {
      if (threadId in store.getState().ringing) answered.add(threadId);
    },
  });
}

function without(
  ended: ShownOffers["ended"],
  threadId: string,
): ShownOffers["ended"] {
  if (!(threadId in ended)) return ended;
  const { [threadId]: _gone, ...rest } = ended;
  return rest;
}
