import {
  keptIfEqual,
  roomWithCustomerName,
  withCustomerName,
} from "#contract/live/customer-names.ts";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  receiveMessage,
  replaceMessages,
  appendMessages,
  keepMessages,
  prependMessages,
  surroundMessages,
  withoutConfirmed,
  type PendingReply,
  type Room,
} from "#contract/live/room-state.ts";
import {
  isWithin,
  keyOf,
  matches,
  placeOf,
  type ListQuery,
  type ListRange,
} from "#contract/live/thread-list.ts";

/**
 * The state of a console: fetched, and updated by live events. Pure: the same
 * actions in any order, any number of times, end in the same state, because
 * everything is keyed by id and only a higher version replaces a held one.
 * The order is subscribe, fetch, apply. A fetch that was under way while
 * events arrived may return older rows and may miss newer ones, so every fetch
 * records the state's `seq` at its start: it neither overwrites nor drops
 * anything that an event touched later.
 */
export type InboxState = {
  /** Raised by every action; it shows what was touched after a fetch started. */
  seq: number;
  threads: Readonly<Record<string, ThreadEntry>>;
  lists: Readonly<Record<string, ListRange>>;
  rooms: Readonly<Record<string, Room>>;
  /** By client id: replies that the agent sent and the server has not confirmed. */
  pending: Readonly<Record<string, PendingReply>>;
  /** Threads removed from our view, with the `seq` of the removal; the last MAX_REMOVED. */
  removed: Readonly<Record<string, number>>;
};

const MAX_REMOVED = 500;

export type ThreadEntry = { thread: Thread; seq: number };

export const emptyInbox: InboxState = {
  seq: 0,
  threads: {},
  lists: {},
  rooms: {},
  pending: {},
  removed: {},
};

export type InboxAction =
  | ({ type: "message.created" } & LiveEvents["message.created"])
  | ({ type: "message.updated" } & LiveEvents["message.updated"])
  | ({ type: "thread.updated" } & LiveEvents["thread.updated"])
  | ({ type: "thread.removed" } & LiveEvents["thread.removed"])
  /** One page of a list. `from`: null for the first page. */
  | {
      type: "list.fetched";
      query: ListQuery;
      from: ListRange | null;
      items: Thread[];
      nextCursor: string | null;
      startedSeq: number;
    }
  /** A thread read or changed over REST. */
  | { type: "thread.fetched"; thread: Thread; startedSeq: number }
  /** Before the first fetch of a thread's messages, so that events are kept. */
  | { type: "room.opened"; threadId: string }
  | { type: "room.forgotten"; threadId: string }
  /** Leaves the first or the last `count` loaded messages of a thread; see `keepMessages`. */
  | {
      type: "room.trimmed";
      threadId: string;
      kept: "oldest" | "newest";
      count: number;
    }
  /** The newest messages, or all up to `newerCursor`, all of them fetched after `startedSeq`. */
  | {
      type: "messages.fetched";
      threadId: string;
      items: Message[];
      nextCursor: string | null;
      newerCursor?: string;
      startedSeq: number;
    }
  | {
      type: "messages.older";
      threadId: string;
      items: Message[];
      nextCursor: string | null;
    }
  | {
      type: "messages.newer";
      threadId: string;
      items: Message[];
      prevCursor: string | null;
    }
  /** The messages before and after one of them. */
  | {
      type: "messages.around";
      threadId: string;
      items: Message[];
      nextCursor: string | null;
      prevCursor: string | null;
    }
  | { type: "message.fetched"; message: Message }
  | { type: "reply.pending"; reply: PendingReply }
  | { type: "reply.accepted"; clientId: string }
  | { type: "reply.failed"; clientId: string; code: string; detail: string }
  | { type: "reply.dropped"; clientId: string }
  /** The badge goes at once; the server's own count follows. */
  | { type: "thread.read"; threadId: string };

/** The next state. Returns the very same object when nothing changes. */
export function inboxReducer(
  state: InboxState,
  action: InboxAction,
): InboxState {
  const next = { ...state, seq: state.seq + 1 };
  const result = apply(next, action);
  return result === next ? state : result;
}

/** Returns `state` itself when the action changes nothing. */
function apply(state: InboxState, action: InboxAction): InboxState {
  switch (action.type) {
    case "message.created":
      return putMessage(
        putThread(state, action.thread, state.seq),
        action.message,
      );
    case "message.updated":
    case "message.fetched":
      return putMessage(state, action.message);
    case "thread.updated":
      return putThread(state, action.thread, state.seq);
    case "thread.fetched":
      return putThread(state, action.thread, action.startedSeq);
    case "thread.removed":
      return removeThread(state, action.threadId);
    case "list.fetched":
      return putList(state, action);
    case "room.opened":
      return state.rooms[action.threadId]
        ? state
        : putRoom(state, action.threadId, {
            messages: [],
            touched: {},
            cursor: null,
            newerCursor: null,
            later: [],
            loaded: false,
          });
    case "room.forgotten":
      return { ...state, rooms: without(state.rooms, action.threadId) };
    case "room.trimmed": {
      const room = state.rooms[action.threadId];
      if (!room) return state;
      const next = keepMessages(room, action.kept, action.count);
      return next === room ? state : putRoom(state, action.threadId, next);
    }
    case "messages.fetched":
      return confirm(
        putRoom(
          state,
          action.threadId,
          replaceMessages(state.rooms[action.threadId], action),
        ),
        action.threadId,
      );
    case "messages.older": {
      const room = state.rooms[action.threadId];
      return room
        ? putRoom(state, action.threadId, prependMessages(room, action))
        : state;
    }
    case "messages.newer": {
      const room = state.rooms[action.threadId];
      if (!room) return state;
      const next = appendMessages(room, action);
      return confirm(putRoom(state, action.threadId, next), action.threadId);
    }
    case "messages.around": {
      const room = state.rooms[action.threadId];
      return room
        ? putRoom(state, action.threadId, surroundMessages(room, action))
        : state;
    }
    case "reply.pending":
      return putPending(state, { ...action.reply, state: "sending" });
    case "reply.accepted": {
      const reply = state.pending[action.clientId];
      if (!reply) return state;
      return confirm(
        putPending(state, { ...reply, state: "accepted", error: null }),
        reply.threadId,
      );
    }
    case "reply.failed": {
      const reply = state.pending[action.clientId];
      if (!reply) return state;
      const error = { code: action.code, detail: action.detail };
      return putPending(state, { ...reply, state: "failed", error });
    }
    case "reply.dropped":
      return { ...state, pending: without(state.pending, action.clientId) };
    case "thread.read": {
      const entry = state.threads[action.threadId];
      if (!entry || entry.thread.unread === 0) return state;
      const thread = { ...entry.thread, unread: 0 };
      return {
        ...state,
        threads: {
          ...state.threads,
          [action.threadId]: { thread, seq: state.seq },
        },
      };
    }
  }
}

/**
 * Keeps the higher version. At equal versions only fields that differ by
 * reader (unread) can differ: an event, or a fetch started after our last
 * event, wins.
 */
function putThread(
  state: InboxState,
  incoming: Thread,
  startedSeq: number,
): InboxState {
  const goneAt = state.removed[incoming.id];
  if (goneAt !== undefined && goneAt > startedSeq) return state;
  const held = state.threads[incoming.id];
  if (held) {
    if (incoming.version < held.thread.version) return state;
    if (incoming.version === held.thread.version && held.seq > startedSeq)
      return state;
  }
  const thread = {
    ...incoming,
    customer: keptIfEqual(held?.thread.customer, incoming.customer),
    lastMessage: named(
      newerOf(incoming.lastMessage, held?.thread.lastMessage),
      incoming,
    ),
  };
  const room = state.rooms[incoming.id];
  return {
    ...state,
    ...(room
      ? {
          rooms: {
            ...state.rooms,
            [incoming.id]: roomWithCustomerName(room, incoming.customer),
          },
        }
      : {}),
    threads: {
      ...state.threads,
      [incoming.id]: { thread, seq: Math.max(held?.seq ?? 0, startedSeq) },
    },
    removed:
      goneAt === undefined
        ? state.removed
        : without(state.removed, incoming.id),
  };
}

function named(message: Message | null, { customer }: Thread): Message | null {
  return message && withCustomerName(message, customer);
}

function newerOf(
  incoming: Message | null,
  held: Message | null | undefined,
): Message | null {
  return held && incoming?.id === held.id && held.version > incoming.version
    ? held
    : incoming;
}

function putMessage(state: InboxState, message: Message): InboxState {
  const { threadId } = message;
  if (state.removed[threadId] !== undefined) return state;
  const room = state.rooms[threadId];
  const received = room && receiveMessage(room, message, state.seq);
  const next = received
    ? confirm(putRoom(state, threadId, received), threadId)
    : state;
  const entry = state.threads[threadId];
  const last = entry?.thread.lastMessage;
  if (!entry || last?.id !== message.id || message.version <= last.version)
    return next;
  const thread = {
    ...entry.thread,
    lastMessage: named(message, entry.thread),
  };
  return {
    ...next,
    threads: { ...next.threads, [threadId]: { ...entry, thread } },
  };
}

function removeThread(state: InboxState, threadId: string): InboxState {
  return {
    ...state,
    threads: without(state.threads, threadId),
    rooms: without(state.rooms, threadId),
    removed: latest({ ...state.removed, [threadId]: state.seq }),
  };
}

/** A fetch that was under way is answered long before so many others are removed. */
function latest(removed: InboxState["removed"]): InboxState["removed"] {
  const all = Object.entries(removed);
  if (all.length <= MAX_REMOVED) return removed;
  return Object.fromEntries(
    all.sort(([, a], [, b]) => b - a).slice(0, MAX_REMOVED),
  );
}

function putList(
  state: InboxState,
  page: Extract<InboxAction, { type: "list.fetched" }>,
): InboxState {
  const last = page.items.at(-1);
  const range: ListRange = {
    cursor: page.nextCursor,
    end: page.nextCursor === null || !last ? null : placeOf(last, page.query),
    loaded: true,
  };
  let next = dropMissing(state, page, range);
  for (const thread of page.items) {
    next = putThread(next, thread, page.startedSeq);
  }
  return { ...next, lists: { ...next.lists, [keyOf(page.query)]: range } };
}

/** A held thread inside the page's range that the server did not list is no longer there. */
function dropMissing(
  state: InboxState,
  page: Extract<InboxAction, { type: "list.fetched" }>,
  range: ListRange,
): InboxState {
  const listed = new Set(page.items.map(({ id }) => id));
  const missing = Object.values(state.threads).filter(
    ({ thread, seq }) =>
      !listed.has(thread.id) &&
      seq <= page.startedSeq &&
      matches(thread, page.query) &&
      isWithin(thread, page.query, range) &&
      (page.from === null || !isWithin(thread, page.query, page.from)),
  );
  if (missing.length === 0) return state;
  const threads = { ...state.threads };
  for (const { thread } of missing) delete threads[thread.id];
  return { ...state, threads };
}

function putRoom(state: InboxState, threadId: string, room: Room): InboxState {
  const customer = state.threads[threadId]?.thread.customer;
  const shown = customer ? roomWithCustomerName(room, customer) : room;
  return { ...state, rooms: { ...state.rooms, [threadId]: shown } };
}

function putPending(state: InboxState, reply: PendingReply): InboxState {
  return { ...state, pending: { ...state.pending, [reply.clientId]: reply } };
}

/** Optimistic bubbles give way to the real ones, by client id and part. */
function confirm(state: InboxState, threadId: string): InboxState {
  const room = state.rooms[threadId];
  if (!room) return state;
  const pending = withoutConfirmed(state.pending, room, threadId);
  return pending === state.pending ? state : { ...state, pending };
}

function without<Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
): Readonly<Record<string, Value>> {
  if (!(key in record)) return record;
  const { [key]: _gone, ...rest } = record;
  return rest;
}
