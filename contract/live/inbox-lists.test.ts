import { describe, expect, test } from "vitest";
import type { InboxAction } from "#contract/live/inbox-state.ts";
import { threadsOf } from "#contract/live/listed-threads.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { ListQuery } from "#contract/live/thread-list.ts";
import {
  NEWEST,
  MINE,
  at,
  message,
  thread,
  run,
  opened,
} from "./test-inbox.ts";

/** Live threads land where a fetch of the list would put them. */

describe("threads and lists", () => {
  const page = (
    items: Thread[],
    over: Partial<Extract<InboxAction, { type: "list.fetched" }>> = {},
  ): InboxAction => ({
    type: "list.fetched",
    query: NEWEST,
    from: null,
    items,
    nextCursor: null,
    startedSeq: 0,
    ...over,
  });

  test("a closed thread is listed as its last owner's, an open one as its owner's", () => {
    const mine = { ...NEWEST, owner: "me-id", status: "closed" } as const;
    const closed = { status: "closed", owner: null } as const;
    const state = run([
      page([], { query: mine }),
      ...[
        thread("t1", { ...closed, lastOwnerId: "me-id" }),
        thread("t2", { ...closed, lastOwnerId: "other-id" }),
        thread("t3", { status: "open", lastOwnerId: "me-id" }),
      ].map((one): InboxAction => ({ type: "thread.updated", thread: one })),
    ]);
    expect(threadsOf(state, [mine]).map(({ id }) => id)).toEqual(["t1"]);
  });

  test("the list follows the last message, newest first", () => {
    const state = run([
      page([
        thread("t2", { lastMessageAt: at(2) }),
        thread("t1", { lastMessageAt: at(1) }),
      ]),
      {
        type: "message.created",
        message: message("m9", { sentAt: at(9) }),
        thread: thread("t1", { version: 2, lastMessageAt: at(9) }),
      },
    ]);
    expect(threadsOf(state, [NEWEST]).map(({ id }) => id)).toEqual([
      "t1",
      "t2",
    ]);
  });

  test("longest waiting stands first in the order of waiting, and a customer who does not wait is not in it", () => {
    const state = run([
      page([
        thread("t1", { waitingSince: at(4) }),
        thread("t2", { waitingSince: at(2) }),
        thread("t3", { waitingSince: null }),
      ]),
    ]);
    expect(threadsOf(state, [{ sort: "waiting" }]).map(({ id }) => id)).toEqual(
      ["t2", "t1"],
    );
  });

  test("those with a reply target come first, the earliest first, then the newest without one", () => {
    const state = run([
      page([
        thread("t1", { lastMessageAt: at(1) }),
        thread("t2", { lastMessageAt: at(2) }),
        thread("t3", { lastMessageAt: at(3), replyDueAt: at(9) }),
        thread("t4", { lastMessageAt: at(4), replyDueAt: at(8) }),
      ]),
    ]);
    expect(threadsOf(state, [{ sort: "target" }]).map(({ id }) => id)).toEqual([
      "t4",
      "t3",
      "t2",
      "t1",
    ]);
  });

  test("unread ones come first, and the open one keeps its place while it is read", () => {
    const query: ListQuery = { sort: "unread" };
    const unread = run([
      page(
        [
          thread("t2", { lastMessageAt: at(2), unread: 3 }),
          thread("t1", { lastMessageAt: at(1), unread: 1 }),
          thread("t4", { lastMessageAt: at(4), unread: 0 }),
          thread("t3", { lastMessageAt: at(3), unread: 0 }),
        ],
        { query, nextCursor: "more" },
      ),
    ]);
    const order = (state: typeof unread, kept: string | null = null) =>
      threadsOf(state, [query], kept).map(({ id }) => id);
    expect(order(unread)).toEqual(["t2", "t1", "t4", "t3"]);
    const read = run([{ type: "thread.read", threadId: "t2" }], unread);
    expect(order(read, "t2")).toEqual(["t2", "t1", "t4", "t3"]);
    // Behind the loaded page it would come in a fetch of the next one.
    expect(order(read)).toEqual(["t1", "t4", "t3"]);
    expect(threadsOf(read, [query], "t2")[0]?.unread).toBe(0);
  });

  test("a taken thread moves into my list without a fetch", () => {
    const state = run([
      page([], { query: MINE }),
      {
        type: "thread.updated",
        thread: thread("t1", {
          status: "open",
          owner: { id: "me-1", name: "Me" },
        }),
      },
    ]);
    expect(threadsOf(state, [MINE])).toHaveLength(1);
  });

  test("an older version of a thread is ignored", () => {
    const state = run([
      { type: "thread.updated", thread: thread("t1", { version: 5 }) },
      {
        type: "thread.updated",
        thread: thread("t1", { version: 4, status: "closed" }),
      },
      page([thread("t1", { version: 3, status: "snoozed" })]),
    ]);
    expect(state.threads.t1?.thread.status).toBe("waiting");
  });

  test("at equal versions an event's unread count wins over a fetch from before it", () => {
    const held = run([
      { type: "thread.updated", thread: thread("t1", { unread: 3 }) },
    ]);
    const read = run([{ type: "thread.read", threadId: "t1" }], held);
    const late = run(
      [page([thread("t1", { unread: 3 })], { startedSeq: held.seq })],
      read,
    );
    expect(late.threads.t1?.thread.unread).toBe(0);
    const event = run(
      [{ type: "thread.updated", thread: thread("t1", { unread: 1 }) }],
      late,
    );
    expect(event.threads.t1?.thread.unread).toBe(1);
  });

  test("a removed thread is gone with its messages, and a late fetch does not bring it back", () => {
    const before = run(
      [{ type: "thread.updated", thread: thread("t1") }],
      opened([message("m1")]),
    );
    const state = run(
      [
        { type: "thread.removed", threadId: "t1" },
        page([thread("t1")], { startedSeq: before.seq }),
        { type: "message.updated", message: message("m2") },
      ],
      before,
    );
    expect(state.threads).toEqual({});
    expect(state.rooms).toEqual({});
    const back = run(
      [{ type: "thread.updated", thread: thread("t1", { version: 2 }) }],
      state,
    );
    expect(Object.keys(back.threads)).toEqual(["t1"]);
  });

  test("a thread that a fetch no longer lists goes; one beyond its end or newer than it stays", () => {
    let state = run([
      page([
        thread("t5", { lastMessageAt: at(5) }),
        thread("t4", { lastMessageAt: at(4) }),
        thread("t1", { lastMessageAt: at(1) }),
      ]),
    ]);
    const startedSeq = state.seq;
    state = run(
      [
        {
          type: "thread.updated",
          thread: thread("t9", { lastMessageAt: at(9) }),
        },
        page([thread("t4", { lastMessageAt: at(4) })], {
          nextCursor: "more",
          startedSeq,
        }),
      ],
      state,
    );
    expect(Object.keys(state.threads).sort()).toEqual(["t1", "t4", "t9"]);
    // t1 lies beyond the loaded end now, until its page comes.
    expect(threadsOf(state, [NEWEST]).map(({ id }) => id)).toEqual([
      "t9",
      "t4",
    ]);
  });

  test("a view of two lists shows only what both have loaded", () => {
    const open: ListQuery = { status: "open", sort: "newest" };
    const waiting: ListQuery = { status: "waiting", sort: "newest" };
    const state = run([
      page(
        [
          thread("t9", { status: "open", lastMessageAt: at(9) }),
          thread("t6", { status: "open", lastMessageAt: at(6) }),
        ],
        { query: open, nextCursor: "more" },
      ),
      page(
        [
          thread("t8", { lastMessageAt: at(8) }),
          thread("t2", { lastMessageAt: at(2) }),
        ],
        { query: waiting },
      ),
    ]);
    expect(threadsOf(state, [open, waiting]).map(({ id }) => id)).toEqual([
      "t9",
      "t8",
      "t6",
    ]);
  });

  test("a conversation comes and goes with its customer's language and wait", () => {
    const waitingChinese: ListQuery = {
      language: "zh-Hant",
      waiting: true,
      sort: "newest",
    };
    const at1 = thread("t1");
    const became = (
      locale: string | null,
      waitingSince: string | null,
      version: number,
    ): InboxAction => ({
      type: "thread.updated",
      thread: {
        ...at1,
        customer: { ...at1.customer, locale },
        waitingSince,
        version,
      },
    });
    const shown = (...actions: InboxAction[]) =>
      threadsOf(run([page([], { query: waitingChinese }), ...actions]), [
        waitingChinese,
      ]).map(({ id }) => id);
    const at = at1.lastMessageAt;
    expect(shown(became("zh_TW", at, 2))).toEqual(["t1"]);
    expect(shown(became("zh_CN", at, 2))).toEqual([]);
    expect(shown(became("zh_TW", at, 2), became("zh_TW", null, 3))).toEqual([]);
  });

  test("a conversation comes and goes with the stage of its customer", () => {
    const ofStage: ListQuery = { stage: "s1", sort: "newest" };
    const at1 = thread("t1");
    const placed = (stageId: string | null, version: number): InboxAction => ({
      type: "thread.updated",
      thread: { ...at1, customer: { ...at1.customer, stageId }, version },
    });
    const shown = (...actions: InboxAction[]) =>
      threadsOf(run([page([], { query: ofStage }), ...actions]), [ofStage]).map(
        ({ id }) => id,
      );
    expect(shown(placed("s2", 2))).toEqual([]);
    expect(shown(placed("s1", 2))).toEqual(["t1"]);
    expect(shown(placed("s1", 2), placed(null, 3))).toEqual([]);
  });
});
