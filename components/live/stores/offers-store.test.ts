import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { LeadOffer, ThreadOffer } from "#contract/threads/offer.ts";
import { createOffersStore } from "./offers-store.ts";

const ME = "me";
const MEI = { id: "mei", name: "Mei" };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function ringing(threadId: string) {
  const store = createOffersStore(ME);
  const thread = { id: threadId, version: 1 } as ThreadOffer["thread"];
  store.dispatch({
    type: "offer.created",
    thread,
    kind: "ring",
    from: null,
    note: null,
    via: null,
    createdAt: "2026-11-20T12:00:00Z",
    expiresAt: "2026-11-20T12:00:30Z",
  });
  const end = (more: Partial<LiveEvents["offer.ended"]>) =>
    store.dispatch({
      type: "offer.ended",
      threadId,
      reason: "taken",
      agentId: null,
      by: null,
      ...more,
    });
  return { store, end };
}

test("an offer that ended elsewhere shows the reason, for a while", () => {
  const { store, end } = ringing("t1");
  end({ by: MEI });
  expect(store.getState().ringing).toEqual({});
  expect(store.getState().ended.t1).toMatchObject({ reason: "taken", by: MEI });
  vi.advanceTimersByTime(5_000);
  expect(store.getState().ended).toEqual({});
});

test("an offer that this tab answers shows no reason", () => {
  const { store, end } = ringing("t1");
  store.answered("t1");
  end({ reason: "accepted" });
  expect(store.getState().ringing).toEqual({});
  expect(store.getState().ended).toEqual({});
});

test("a request that I made to another agent ends no offer of mine", () => {
  const { store, end } = ringing("t1");
  end({ reason: "declined", agentId: MEI.id });
  expect(Object.keys(store.getState().ringing)).toEqual(["t1"]);
});

test("an end that is published twice ends it once", () => {
  const { store, end } = ringing("t1");
  const heard = vi.fn();
  store.subscribe(heard);
  end({});
  end({});
  expect(heard).toHaveBeenCalledTimes(1);
});

test("the card shows the customer's newest message and changes while it rings", () => {
  const { store } = ringing("t1");
  const shown = () =>
    (store.getState().ringing.t1 as ThreadOffer).thread.lastMessage?.text;
  const message = (id: string, version: number, text: string) =>
    ({
      id,
      threadId: "t1",
      version,
      text,
    }) as LiveEvents["message.updated"]["message"];
  const write = (version: number, lastMessage: ReturnType<typeof message>) =>
    store.dispatch({
      type: "message.created",
      message: lastMessage,
      thread: { id: "t1", version, lastMessage } as ThreadOffer["thread"],
    });
  write(3, message("m2", 1, "There are seven of us."));
  expect(shown()).toBe("There are seven of us.");
  write(2, message("m1", 1, "Is there a table?")); // published late
  expect(shown()).toBe("There are seven of us.");
  store.dispatch({
    type: "message.updated",
    message: message("m2", 2, "There are eight of us."),
  });
  store.dispatch({
    type: "message.updated",
    message: message("m1", 2, "Is there a room?"),
  });
  expect(shown()).toBe("There are eight of us.");
});

test("a lead rings by its own id, shows its answers once they are here, and ends", () => {
  const { store } = ringing("t1");
  const lead = (answered: boolean) =>
    ({
      id: "l1",
      answers: answered ? [{ key: "q", label: "Q", values: ["Yes"] }] : [],
    }) as unknown as LeadOffer["lead"];
  store.dispatch({
    type: "offer.created",
    lead: lead(false),
    kind: "ring",
    via: { type: "queue", id: "q1" },
    createdAt: "2026-11-20T12:00:00Z",
    expiresAt: "2026-11-20T12:00:30Z",
  });
  store.dispatch({ type: "lead.updated", lead: lead(true) });
  const shown = store.getState().ringing.l1 as LeadOffer;
  expect(shown).toMatchObject({ leadId: "l1", lead: { answers: [{}] } });
  store.dispatch({
    type: "offer.ended",
    leadId: "l1",
    reason: "taken",
    agentId: null,
    by: MEI,
  });
  expect(Object.keys(store.getState().ringing)).toEqual(["t1"]);
  expect(store.getState().ended.l1).toMatchObject({ reason: "taken", by: MEI });
});
