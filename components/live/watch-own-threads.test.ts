import { expect, test } from "vitest";
import type { Thread } from "#contract/threads/thread.ts";
import { createInboxStore } from "#components/live/stores/inbox-store.ts";
import { watchOwnThreads } from "#components/live/watch-own-threads.ts";

const ME = "me";

function thread(version: number, change: Partial<Thread>): Thread {
  return {
    id: "thread",
    owner: { id: ME, name: "Me" },
    status: "open",
    version,
    ...change,
  } as Thread;
}

function watched() {
  const store = createInboxStore();
  let left = 0;
  watchOwnThreads(store, ME, () => (left += 1));
  return { store, left: () => left };
}

test.each([
  ["closed", { status: "closed", owner: null }],
  ["handed over", { owner: { id: "you", name: "You" } }],
  ["put back", { status: "waiting", owner: null }],
] as const)("my thread %s: told once, whichever way it comes", (_, change) => {
  const { store, left } = watched();
  const startedSeq = store.getState().seq;
  store.dispatch({ type: "thread.updated", thread: thread(1, {}) });
  expect(left()).toBe(0);
  // The answer to my own press comes before the event.
  const after = thread(2, change);
  store.dispatch({ type: "thread.fetched", thread: after, startedSeq });
  store.dispatch({ type: "thread.updated", thread: after });
  expect(left()).toBe(1);
});

test("a thread that I may no longer see is gone as well", () => {
  const { store, left } = watched();
  store.dispatch({ type: "thread.updated", thread: thread(1, {}) });
  store.dispatch({ type: "thread.removed", threadId: "thread" });
  expect(left()).toBe(1);
});

test("what was never mine tells nothing", () => {
  const { store, left } = watched();
  const owner = { id: "you", name: "You" };
  store.dispatch({ type: "thread.updated", thread: thread(1, { owner }) });
  store.dispatch({
    type: "thread.updated",
    thread: thread(2, { owner: null, status: "closed" }),
  });
  expect(left()).toBe(0);
});
