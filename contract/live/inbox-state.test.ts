import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InboxAction, InboxState } from "#contract/live/inbox-state.ts";
import { newerThan, olderThan } from "#contract/threads/message-cursor.ts";
import { openParts } from "#contract/live/room-state.ts";
import { at, message, thread, reply, run, ids, opened } from "./test-inbox.ts";

/**
 * Whatever arrives, in whatever order, the one reducer reaches the state of a
 * screen that fetches again. Lists: inbox-lists.test.ts.
 */

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

  test("a customer of whom nothing has changed stays the same object: rows that show something of them are not drawn again", () => {
    const copy = (over = {}) =>
      structuredClone(thread("t1", { version: 2, ...over }));
    const state = run([{ type: "thread.updated", thread: thread("t1") }]);
    const { customer } = state.threads.t1!.thread;
    const same = run([{ type: "thread.updated", thread: copy() }], state);
    expect(same.threads.t1?.thread.version).toBe(2);
    expect(same.threads.t1?.thread.customer).toBe(customer);
    const renamed = { ...customer, name: "Another" };
    const other = run(
      [{ type: "thread.updated", thread: copy({ customer: renamed }) }],
      state,
    );
    expect(other.threads.t1?.thread.customer).toEqual(renamed);
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

  test("messages far from the reader are dropped at either end and load again without a gap", () => {
    const five = [1, 2, 3, 4, 5].map((nth) =>
      message(`m${nth}`, { sentAt: at(nth) }),
    );
    const whole = opened(five.toReversed(), "older");
    const trim = (kept: "oldest" | "newest", count: number): InboxAction => ({
      type: "room.trimmed",
      threadId: "t1",
      kept,
      count,
    });
    const back = run([trim("oldest", 3)], whole);
    expect(ids(back)).toEqual(["m1", "m2", "m3"]);
    expect(back.rooms.t1).toMatchObject({
      cursor: "older",
      newerCursor: newerThan(five[2]!),
    });
    // New messages wait, and so do changes of dropped messages.
    const changed = message("m4", { sentAt: at(4), version: 2, text: "New" });
    const arrived = run(
      [
        { type: "message.updated", message: message("m6", { sentAt: at(6) }) },
        { type: "message.updated", message: changed },
      ],
      back,
    );
    expect(ids(arrived)).toEqual(["m1", "m2", "m3"]);
    const rest: InboxAction = {
      type: "messages.newer",
      threadId: "t1",
      items: [five[4]!, five[3]!],
      prevCursor: null,
    };
    const forward = run([rest], arrived);
    expect(ids(forward)).toEqual(["m1", "m2", "m3", "m4", "m5", "m6"]);
    expect(forward.rooms.t1?.messages[3]).toBe(changed);
    const end = run([trim("newest", 2)], forward);
    expect(ids(end)).toEqual(["m5", "m6"]);
    expect(end.rooms.t1).toMatchObject({
      cursor: olderThan(five[4]!),
      newerCursor: null,
    });
    expect(run([trim("oldest", 2)], end)).toBe(end);
  });

  test("a fetch after a break leaves a thread where it is read far back", () => {
    const back = run(
      [
        {
          type: "messages.around",
          threadId: "t1",
          items: [message("m2", { sentAt: at(2) }), message("m1")],
          nextCursor: "older",
          prevCursor: "newer",
        },
        { type: "message.updated", message: message("m8", { sentAt: at(8) }) },
      ],
      opened([message("m7", { sentAt: at(7) })], "older"),
    );
    const edited = message("m2", { sentAt: at(2), version: 2 });
    const again = run(
      [
        {
          type: "messages.fetched",
          threadId: "t1",
          items: [edited, message("m1")],
          nextCursor: "older",
          newerCursor: "newer",
          startedSeq: back.seq,
        },
      ],
      back,
    );
    expect(ids(again)).toEqual(["m1", "m2"]);
    expect(again.rooms.t1).toMatchObject({ newerCursor: "newer" });
    expect(again.rooms.t1?.messages[1]).toBe(edited);
    expect(again.rooms.t1?.later.map(({ id }) => id)).toEqual(["m8"]);
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
