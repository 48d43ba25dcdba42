import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Offer } from "#contract/threads/offer.ts";

/** The offers to me, by thread. */
export type OffersState = Readonly<Record<string, Offer>>;

export type OffersAction =
  | { type: "offers.fetched"; items: Offer[] }
  | ({ type: "offer.created" } & LiveEvents["offer.created"])
  | ({ type: "offer.ended" } & LiveEvents["offer.ended"])
  | ({ type: "thread.updated" } & LiveEvents["thread.updated"])
  | ({ type: "message.created" } & LiveEvents["message.created"])
  | ({ type: "message.updated" } & LiveEvents["message.updated"]);

/**
 * Returns the next state; the very same object when nothing changes. `me`: the
 * end of a request that I made also reaches me, and ends no offer of mine.
 */
export function offersReducer(
  state: OffersState,
  action: OffersAction,
  me: string,
): OffersState {
  switch (action.type) {
    case "offers.fetched":
      return Object.fromEntries(
        action.items.map((offer) => [offer.threadId, offer]),
      );
    case "offer.created": {
      const { type: _type, ...offer } = action;
      const threadId = offer.thread.id;
      return { ...state, [threadId]: { ...offer, threadId } };
    }
    case "offer.ended": {
      const isAnothers = action.agentId !== null && action.agentId !== me;
      if (isAnothers || !(action.threadId in state)) return state;
      const { [action.threadId]: _ended, ...rest } = state;
      return rest;
    }
    case "thread.updated":
    case "message.created": {
      const offer = state[action.thread.id];
      if (!offer || offer.thread.version > action.thread.version) return state;
      return show(state, offer, action.thread);
    }
    case "message.updated": {
      const { message } = action;
      const offer = state[message.threadId];
      const last = offer?.thread.lastMessage;
      if (!offer || last?.id !== message.id || message.version <= last.version)
        return state;
      return show(state, offer, { ...offer.thread, lastMessage: message });
    }
  }
}

function show(
  state: OffersState,
  offer: Offer,
  thread: Offer["thread"],
): OffersState {
  return { ...state, [offer.threadId]: { ...offer, thread } };
}
