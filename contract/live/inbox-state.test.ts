import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  emptyInbox,
  inboxReducer,
  threadsOf,
  type InboxAction,
  type InboxState,
} from "#contract/live/inbox-state.ts";
import type { PendingReply } from "#contract/live/room-state.ts";
import { openParts } from "#contract/live/room-state.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { ListQuery } from "#contract/live/thread-list.ts";

/**
 * Whatever arrives, in whatever order, the one reducer reaches the state of a
 * screen that fetches again. All tests of it are in this one file, so it is
 * long.
 */

const NEWEST: ListQuery = { sort: "newest" };
const MINE: ListQuery = { owner: "me-1", status: "open", sort: "newest" };

const at = (minute: number) =>
  new Date(Date.UTC(2026, 10, 20, 9, minute)).toISOString();

function message(id: string, over: Partial<Message> = {}): Message {
  return {
    id,
    threadId: "t1",
    direction: "in",
    kind: "message",
    test: false,
    author: { type: "customer", id: "c1", name: "Mei" },
    text: id,
    attachments: [],
    replyTo: null,
    reactions: [],
    status: "received",
    error: null,
    externalId: null,
    clientId: null,
    part: 0,
    event: null,
    sentAt: at(1),
    editedAt: null,
    deletedAt: null,
    inboundCount: 1,
    version: 1,
    ...over,
  };
}

function thread(id: string, over: Partial<Thread> = {}): Thread {
  return {
    id,
    channelId: "ch1",
    customer: {
      id: "c1",
      name: "Mei",
      nameKnown: true,
      firstName: null,
      lastName: null,
      avatarUrl: null,
      locale: null,
      accountOwnerId: null,
      ownerId: null,
      email: null,
      block: null,
      phone: null,
      verified: { email: null, phone: null },
      timezone: null,
      identities: [],
      labels: [],
      stageId: null,
      fields: {},
      createdAt: at(0),
    },
    test: false,
    status: "waiting",
    routing: "queued",
    owner: null,
    routedTo: null,
    departmentId: null,
    priority: "normal",
    queuedAt: null,
    pendingTransfer: null,
    handoverNote: null,
    ringing: null,
    participants: [],
    mentioned: [],
    readOnly: false,
    labels: [],
    unread: 1,
    lastMessage: null,
    lastMessageAt: at(1),
    waitingSince: at(1),
    snoozedUntil: null,
    archivedAt: null,
    replyWindow: null,
    controlledBy: null,
    optedOutAt: null,
    createdAt: at(0),
    version: 1,
    ...over,
  };
}

function reply(over: Partial<PendingReply> = {}): PendingReply {
  return {
    clientId: "k1",
    threadId: "t1",
    kind: "message",
    parts: [
      { text: "a", attachment: null },
      { text: "b", attachment: null },
    ],
    text: "a b",
    attachments: [],
    replyTo: null,
    createdAt: at(5),
    state: "sending",
    error: null,
    ...over,
  };
}

const run = (actions: InboxAction[], from: InboxState = emptyInbox) =>
  actions.reduce(inboxReducer, from);

const ids = (state: InboxState, threadId = "t1") =>
  state.rooms[threadId]?.messages.map(({ id }) => id);

function opened(items: Message[], nextCursor: string | null = null) {
  return run([
    { type: "room.opened", threadId: "t1" },
    {
      type: "messages.fetched",
      threadId: "t1",
      items,
      nextCursor,
      startedSeq: 0,
    },
  ]);
}

describe("messages of a thread", () => {
  test("stand in the order of platform time, then id, in whatever order they arrive", () => {
    const state = run(
      [
        {
          type: "message.created",
          message: message("m3", { sentAt: at(3) }),
          thread: thread("t1"),
        },
        { type: "message.updated", message: message("m2b", { sentAt: at(2) }) },
        { type: "message.updated", message: message("m2a", { sentAt: at(2) }) },
      ],
      opened([message("m1")]),
    );
    expect(ids(state)).toEqual(["m1", "m2a", "m2b", "m3"]);
  });

  test("a duplicate changes nothing, not even the object", () => {
    const state = opened([message("m1")]);
    expect(
      run([{ type: "message.updated", message: message("m1") }], state),
    ).toBe(state);
  });

  test("an older version is ignored, a higher one replaces", () => {
    const state = run(
      [
        {
          type: "message.updated",
          message: message("m1", { version: 3, status: "read" }),
        },
        {
          type: "message.updated",
          message: message("m1", { version: 2, status: "delivered" }),
        },
      ],
      opened([message("m1")]),
    );
    expect(state.rooms.t1?.messages[0]).toMatchObject({
      version: 3,
      status: "read",
    });
  });

  test("an event during the first fetch is neither lost nor overwritten by it", () => {
    let state = run([{ type: "room.opened", threadId: "t1" }]);
    const startedSeq = state.seq;
    state = run(
      [
        {
          type: "message.updated",
          message: message("m1", { version: 2, text: "edited" }),
        },
        { type: "message.updated", message: message("m2", { sentAt: at(2) }) },
        {
          type: "messages.fetched",
          threadId: "t1",
          items: [message("m1")],
          nextCursor: null,
          startedSeq,
        },
      ],
      state,
    );
    expect(ids(state)).toEqual(["m1", "m2"]);
    expect(state.rooms.t1?.messages[0]?.text).toBe("edited");
  });

  test("a fetch after a break replaces the held messages, so that no gap stays", () => {
    const before = opened([message("m1"), message("m2", { sentAt: at(2) })]);
    const state = run(
      [
        {
          type: "messages.fetched",
          threadId: "t1",
          items: [message("m9", { sentAt: at(9) })],
          nextCursor: "older",
          startedSeq: before.seq,
        },
      ],
      before,
    );
    expect(ids(state)).toEqual(["m9"]);
    expect(state.rooms.t1?.cursor).toBe("older");
  });

  test("an event about a message before the loaded ones waits for its page", () => {
    const state = opened([message("m5", { sentAt: at(5) })], "older");
    expect(
      run([{ type: "message.updated", message: message("m1") }], state),
    ).toBe(state);
    const older = run(
      [
        {
          type: "messages.older",
          threadId: "t1",
          items: [message("m1")],
          nextCursor: null,
        },
      ],
      state,
    );
    expect(ids(older)).toEqual(["m1", "m5"]);
  });

  test("after a jump far back, what arrives waits until the pages reach it, and none is lost", () => {
    const jumped = run(
      [
        {
          type: "messages.around",
          threadId: "t1",
          items: [message("m2", { sentAt: at(2) }), message("m1")],
          nextCursor: null,
          prevCursor: "newer",
        },
        {
          type: "message.updated",
          message: message("m8", { sentAt: at(8), status: "received" }),
        },
      ],
      opened([message("m7", { sentAt: at(7) })], "older"),
    );
    expect(ids(jumped)).toEqual(["m1", "m2"]);
    const rest: InboxAction = {
      type: "messages.newer",
      threadId: "t1",
      items: [message("m7", { sentAt: at(7) })],
      prevCursor: null,
    };
    const whole = run([rest], jumped);
    expect(ids(whole)).toEqual(["m1", "m2", "m7", "m8"]);
    expect(whole.rooms.t1).toMatchObject({ newerCursor: null, later: [] });
    // Around a message that reaches the loaded ones there is no gap.
    const near = run(
      [
        {
          type: "messages.around",
          threadId: "t1",
          items: [
            message("m7", { sentAt: at(7) }),
            message("m6", { sentAt: at(6) }),
          ],
          nextCursor: "older still",
          prevCursor: "newer",
        },
      ],
      opened([message("m7", { sentAt: at(7) })], "older"),
    );
    expect(ids(near)).toEqual(["m6", "m7"]);
    expect(near.rooms.t1).toMatchObject({ newerCursor: null });
  });

  test("a changed last message also shows in the list's row", () => {
    const state = run([
      {
        type: "thread.updated",
        thread: thread("t1", { lastMessage: message("m1") }),
      },
      {
        type: "message.updated",
        message: message("m1", { version: 2, text: "edited" }),
      },
      // An announcement read before the edit and published after it.
      {
        type: "thread.updated",
        thread: thread("t1", { version: 2, lastMessage: message("m1") }),
      },
    ]);
    expect(state.threads.t1?.thread.lastMessage?.text).toBe("edited");
  });
});

describe("optimistic replies", () => {
  test("give way part by part, by client id", () => {
    let state = run(
      [
        { type: "reply.pending", reply: reply() },
        {
          type: "message.updated",
          message: message("m2", { clientId: "k1", part: 0, sentAt: at(5) }),
        },
      ],
      opened([message("m1")]),
    );
    expect(
      openParts(state.pending.k1!, state.rooms.t1).map(({ part }) => part),
    ).toEqual([1]);
    state = run(
      [
        {
          type: "message.updated",
          message: message("m3", { clientId: "k1", part: 1, sentAt: at(5) }),
        },
      ],
      state,
    );
    expect(state.pending).toEqual({});
  });

  test("the socket may be faster than the answer", () => {
    const state = run(
      [
        {
          type: "reply.pending",
          reply: reply({ parts: [{ text: "a", attachment: null }] }),
        },
        {
          type: "message.updated",
          message: message("m2", { clientId: "k1", sentAt: at(5) }),
        },
        { type: "reply.accepted", clientId: "k1" },
        {
          type: "reply.failed",
          clientId: "k1",
          code: "network",
          detail: "",
        },
      ],
      opened([message("m1")]),
    );
    expect(state.pending).toEqual({});
    expect(ids(state)).toEqual(["m1", "m2"]);
  });

  test("a failed one stays with its text, and goes when it turns out to have arrived", () => {
    const state = run(
      [
        { type: "reply.pending", reply: reply() },
        { type: "reply.failed", clientId: "k1", code: "network", detail: "" },
      ],
      opened([message("m1")]),
    );
    expect(state.pending.k1).toMatchObject({ state: "failed", text: "a b" });
    const fetched = run(
      [
        {
          type: "messages.fetched",
          threadId: "t1",
          items: [
            message("m2", { clientId: "k1", part: 0 }),
            message("m3", { clientId: "k1", part: 1 }),
          ],
          nextCursor: null,
          startedSeq: state.seq,
        },
      ],
      state,
    );
    expect(fetched.pending).toEqual({});
  });
});

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

test("any order of the same events, with any of them repeated, ends in the same state", () => {
  const events: InboxAction[] = [
    ...[1, 2, 3, 4].map((version): InboxAction => ({
      type: "message.updated",
      message: message("m1", { version, text: `v${version}` }),
    })),
    ...[2, 3, 4].map((n): InboxAction => ({
      type: "message.created",
      message: message(`m${n}`, { sentAt: at(n) }),
      thread: thread("t1", { version: n, lastMessageAt: at(n), unread: n }),
    })),
  ];
  const picture = (state: InboxState) => ({
    threads: Object.values(state.threads).map((entry) => entry.thread),
    messages: state.rooms.t1?.messages,
  });
  const expected = picture(run(events, opened([])));
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...events, ...events], {
        minLength: events.length * 2,
      }),
      (shuffled) => {
        expect(picture(run(shuffled, opened([])))).toEqual(expected);
      },
    ),
  );
});
