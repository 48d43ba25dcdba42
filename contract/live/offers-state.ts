import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Offer, ThreadOffer } from "#contract/threads/offer.ts";
import { offeredId } from "#contract/threads/offered-id.ts";

/** The offers to me, by the id of the thread or lead. */
export type OffersState = Readonly<Record<string, Offer>>;

export type OffersAction =
  | { type: "offers.fetched"; items: Offer[] }
  | ({ type: "offer.created" } & LiveEvents["offer.created"])
  | ({ type: "offer.ended" } & LiveEvents["offer.ended"])
  | ({ type: "thread.updated" } & LiveEvents["thread.updated"])
  | ({ type: "message.created" } & LiveEvents["message.created"])
  | ({ type: "message.updated" } & LiveEvents["message.updated"])
  | ({ type: "lead.updated" } & LiveEvents["lead.updated"]);

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
        action.items.map((offer) => [offeredId(offer), offer]),
      );
    case "offer.created": {
      const offer = toOffer(action);
      return { ...state, [offeredId(offer)]: offer };
    }
    case "offer.ended": {
      const isAnothers = action.agentId !== null && action.agentId !== me;
      const id = offeredId(action);
      if (isAnothers || !(id in state)) return state;
      const { [id]: _ended, ...rest } = state;
      return rest;
    }
    case "lead.updated": {
      const { lead } = action;
      const offer = state[lead.id];
      return offer && "lead" in offer
        ? { ...state, [lead.id]: { ...offer, lead } }
        : state;
    }
    case "thread.updated":
    case "message.created": {
      const offer = ofThread(state, action.thread.id);
      if (!offer || offer.thread.version > action.thread.version) return state;
      return show(state, offer, action.thread);
    }
    case "message.updated": {
      const { message } = action;
      const offer = ofThread(state, message.threadId);
      const last = offer?.thread.lastMessage;
      if (!offer || last?.id !== message.id || message.version <= last.version)
        return state;
      return show(state, offer, { ...offer.thread, lastMessage: message });
    }
  }
}

/** The offer that the event tells of. Pure. */
export function toOffer(event: LiveEvents["offer.created"]): Offer {
  const { kind, via, createdAt, expiresAt } = event;
  const ring = { via, createdAt, expiresAt };
  if ("lead" in event)
    return { leadId: event.lead.id, lead: event.lead, kind: "ring", ...ring };
  const { thread, from, note } = event;
  return { threadId: thread.id, thread, kind, from, note, ...ring };
}

function ofThread(state: OffersState, threadId: string): ThreadOffer | null {
  const offer = state[threadId];
  return offer && "thread" in offer ? offer : null;
}

function show(
  state: OffersState,
  offer: ThreadOffer,
  thread: ThreadOffer["thread"],
): OffersState {
  return { ...state, [offer.threadId]: { ...offer, thread } };
}
