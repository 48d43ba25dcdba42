import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Thread } from "#contract/threads/thread.ts";
import type { InboxAction } from "#contract/live/inbox-state.ts";
import { createInboxStore } from "./inbox-store.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function updated(id: string, version = 1) {
  return {
    type: "thread.updated",
    thread: { id, version } as Thread,
  } satisfies InboxAction;
}

function drawn() {
  const store = createInboxStore();
  const drawings: string[][] = [];
  store.subscribe(() => drawings.push(Object.keys(store.getState().threads)));
  return { store, drawings };
}

test("in a calm inbox an event is drawn at once, with those right behind it", () => {
  const { store, drawings } = drawn();
  store.receive(updated("a"));
  store.receive(updated("b"));
  vi.advanceTimersByTime(10);
  expect(drawings).toEqual([["a", "b"]]);
});

test("a hundred events in a second are drawn about five times, and the last one is", () => {
  const { store, drawings } = drawn();
  for (let count = 0; count < 100; count += 1) {
    store.receive(updated(`t${count}`));
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(200);
  expect(drawings.length).toBeGreaterThanOrEqual(5);
  expect(drawings.length).toBeLessThanOrEqual(7);
  expect(drawings.at(-1)).toHaveLength(100);
});

test("a change that waits to be drawn is in the state already, and comes with the agent's own act", () => {
  const { store, drawings } = drawn();
  store.receive(updated("a"));
  vi.advanceTimersByTime(10);
  store.receive(updated("b"));
  expect(Object.keys(store.getState().threads)).toEqual(["a", "b"]);
  store.dispatch(updated("c"));
  expect(drawings.at(-1)).toEqual(["a", "b", "c"]);
  vi.advanceTimersByTime(1_000);
  expect(drawings).toHaveLength(2);
});

test("an older version changes nothing and draws nothing", () => {
  const { store, drawings } = drawn();
  store.receive(updated("a", 2));
  vi.advanceTimersByTime(1_000);
  store.receive(updated("a", 1));
  vi.advanceTimersByTime(1_000);
  expect(drawings).toHaveLength(1);
});

test("while the agent types, events of the open conversation are drawn after the frame of a key", () => {
  const { store, drawings } = drawn();
  store.typed();
  store.receive(updated("a"), true);
  vi.advanceTimersByTime(100);
  expect(drawings).toEqual([]);
  store.typed();
  expect(drawings).toEqual([]);
  store.painted();
  expect(drawings).toEqual([["a"]]);
  // Nothing new: the next key draws nothing.
  store.typed();
  store.painted();
  expect(drawings).toHaveLength(1);
});

test("while the agent types, the list moves now and then, and when they pause", () => {
  const { store, drawings } = drawn();
  const type = (seconds: number) => {
    for (let count = 0; count < seconds * 10; count += 1) {
      store.typed();
      store.painted();
      store.receive(updated(`t${drawings.length}.${count}`));
      vi.advanceTimersByTime(100);
    }
  };
  type(6);
  expect(drawings.length).toBeGreaterThanOrEqual(3);
  expect(drawings.length).toBeLessThanOrEqual(5);
  const before = drawings.length;
  vi.advanceTimersByTime(300);
  expect(drawings).toHaveLength(before + 1);
});

test("a key that is never painted holds nothing up", () => {
  const { store, drawings } = drawn();
  store.typed();
  store.receive(updated("a"), true);
  for (let count = 0; count < 10; count += 1) {
    vi.advanceTimersByTime(50);
    store.typed();
  }
  expect(drawings).toEqual([["a"]]);
});
