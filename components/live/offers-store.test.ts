import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveEvents } from "#contract/live-events.ts";
import type { Offer } from "#contract/records.ts";
import { createOffersStore } from "#components/live/offers-store.ts";

const ME = "me";
const MEI = { id: "mei", name: "Mei" };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function ringing(threadId: string) {
  const store = createOffersStore(ME);
  const thread = { id: threadId, version: 1 } as Offer["thread"];
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

test("what ended without this tab's doing says why, for a while", () => {
  const { store, end } = ringing("t1");
  end({ by: MEI });
  expect(store.get()).toEqual({});
  expect(store.ended().t1).toMatchObject({ reason: "taken", by: MEI });
  vi.advanceTimersByTime(5_000);
  expect(store.ended()).toEqual({});
});

test("what this tab answers needs no word", () => {
  const { store, end } = ringing("t1");
  store.answered("t1");
  end({ reason: "accepted" });
  expect(store.get()).toEqual({});
  expect(store.ended()).toEqual({});
});

test("a request I made of somebody else ends no offer of mine", () => {
  const { store, end } = ringing("t1");
  end({ reason: "declined", agentId: MEI.id });
  expect(Object.keys(store.get())).toEqual(["t1"]);
});

test("told twice, it ends once", () => {
  const { store, end } = ringing("t1");
  const heard = vi.fn();
  store.subscribe(heard);
  end({});
  end({});
  expect(heard).toHaveBeenCalledTimes(1);
});
