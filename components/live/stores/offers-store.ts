import { createStore, type StoreApi } from "zustand/vanilla";
import type { LiveEvents } from "#contract/live/live-events.ts";
import {
  offersReducer,
  toOffer,
  type OffersAction,
  type OffersState,
} from "#contract/live/offers-state.ts";
import type { Offer } from "#contract/threads/offer.ts";
import { offeredId } from "#contract/threads/offered-id.ts";

/** An offer that ended while the agent saw it, and why it did. */
export type EndedOffer = {
  offer: Offer;
  reason: LiveEvents["offer.ended"]["reason"];
  /** For taken: the agent who took it. */
  by: LiveEvents["offer.ended"]["by"];
};

export type ShownOffers = {
  /** The offers to me, by the id of the thread or lead. */
  ringing: OffersState;
  /** Offers that have just ended, by the same id, while the reason is on the screen. */
  ended: Readonly<Record<string, EndedOffer>>;
};

export type OffersStore = StoreApi<ShownOffers> & {
  dispatch(action: OffersAction): void;
  /** This tab answers it: no reason is shown when it ends. */
  answered(id: string): void;
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
      const { reason, by } = action;
      const id = offeredId(action);
      const offer = ringing[id];
      const isMine = answered.delete(id);
      if (offer && !isMine) {
        const word = { offer, reason, by };
        change.ended = { ...ended, [id]: word };
        setTimeout(() => forget(word), WORD_MS);
      }
    }
    if (action.type === "offer.created") {
      const id = offeredId(toOffer(action));
      change.ended = without(ended, id);
      answered.delete(id);
    }
    store.setState(change);
  }

  function forget(word: EndedOffer): void {
    const { ended } = store.getState();
    const id = offeredId(word.offer);
    if (ended[id] === word) store.setState({ ended: without(ended, id) });
  }

  return Object.assign(store, {
    dispatch,
    answered(id: string) {
      if (id in store.getState().ringing) answered.add(id);
    },
  });
}

function without(
  ended: ShownOffers["ended"],
  id: string,
): ShownOffers["ended"] {
  if (!(id in ended)) return ended;
  const { [id]: _gone, ...rest } = ended;
  return rest;
}
