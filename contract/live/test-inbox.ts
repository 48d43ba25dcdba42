import {
  emptyInbox,
  inboxReducer,
  type InboxAction,
  type InboxState,
} from "#contract/live/inbox-state.ts";
import type { PendingReply } from "#contract/live/room-state.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { ListQuery } from "#contract/live/thread-list.ts";

/** Threads, messages and replies for tests of the reducer. */

export const NEWEST: ListQuery = { sort: "newest" };
export const MINE: ListQuery = {
  owner: "me-1",
  status: "open",
  sort: "newest",
};

export const at = (minute: number) =>
  new Date(Date.UTC(2026, 10, 20, 9, minute)).toISOString();

export function message(id: string, over: Partial<Message> = {}): Message {
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

export function thread(id: string, over: Partial<Thread> = {}): Thread {
  return {
    id,
    number: 1,
    channelId: "ch1",
    customer: {
      id: "c1",
      name: "Mei",
      nameKnown: true,
      aliases: [],
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
    replyDueAt: null,
    wakesOnReply: true,
    back: null,
    snoozedUntil: null,
    lastOwnerId: null,
    archivedAt: null,
    replyWindow: null,
    controlledBy: null,
    optedOutAt: null,
    createdAt: at(0),
    version: 1,
    ...over,
  };
}

export function reply(over: Partial<PendingReply> = {}): PendingReply {
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

export const run = (actions: InboxAction[], from: InboxState = emptyInbox) =>
  actions.reduce(inboxReducer, from);

export const ids = (state: InboxState, threadId = "t1") =>
  state.rooms[threadId]?.messages.map(({ id }) => id);

export function opened(items: Message[], nextCursor: string | null = null) {
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
