import { newerThan, olderThan } from "#contract/threads/message-cursor.ts";
import type { Attachment, Message } from "#contract/threads/message.ts";

/** The loaded messages of one thread, without a gap: from some point of time up to now, or up to another point. */
export type Room = {
  /** Oldest first. */
  messages: readonly Message[];
  /** By message id: the state's `seq` when an event touched it. */
  touched: Readonly<Record<string, number>>;
  /** The cursor of the page before the oldest message; null: the beginning is loaded. */
  cursor: string | null;
  /**
   * The cursor of the page after the newest message, after a jump far back or where newer ones were dropped; null: they
   * reach up to now.
   */
  newerCursor: string | null;
  /** Messages that arrived beyond that page; they are shown once it is reached. */
  later: readonly Message[];
  /** False until the first fetch: until then messages come from events. */
  loaded: boolean;
};

/**
 * A reply on its way to the server, shown at once. sending → accepted →
 * (removed when every part has come back as a message); sending → failed →
 * sending (Retry, with the same client id: never twice).
 */
export type PendingReply = {
  clientId: string;
  threadId: string;
  kind: "message" | "note";
  /** The bubbles this becomes, in order; `part` is the place in this list. */
  parts: PendingPart[];
  /** As the agent wrote it: returns to the composer when another agent was faster. */
  text: string;
  attachments: Attachment[];
  /** Ids of the teammates that a note mentions. */
  mentions?: readonly string[];
  replyTo: Message["replyTo"];
  /** The agent agreed to exceed their capacity, for the first reply. */
  force?: boolean;
  createdAt: string;
  state: "sending" | "accepted" | "failed";
  error: { code: string; detail: string } | null;
};

export type PendingPart = {
  text: string | null;
  attachment: Attachment | null;
};

/** By platform time, then by id: the same order everywhere. */
export function compareMessages(a: Message, b: Message): number {
  const byTime = Date.parse(a.sentAt) - Date.parse(b.sentAt);
  if (byTime !== 0) return byTime;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Adds one live message; null when it is old or before the loaded ones. */
export function receiveMessage(
  room: Room,
  message: Message,
  seq: number,
): Room | null {
  const index = room.messages.findIndex(({ id }) => id === message.id);
  const held = room.messages[index];
  if (held && held.version >= message.version) return null;
  if (!held && isBeforeLoaded(room, message)) return null;
  if (!held && isAfterLoaded(room, message)) {
    const known = room.later.find(({ id }) => id === message.id);
    if (known && known.version >= message.version) return null;
    const rest = room.later.filter(({ id }) => id !== message.id);
    return { ...room, later: [...rest, message] };
  }
  const others = held
    ? room.messages.filter(({ id }) => id !== message.id)
    : room.messages;
  return {
    ...room,
    messages: insert(others, message),
    touched: { ...room.touched, [message.id]: seq },
  };
}

// It will come with its page; shown alone it would stand next to a gap.
function isBeforeLoaded(room: Room, message: Message): boolean {
  const oldest = room.messages[0];
  return (
    room.loaded &&
    room.cursor !== null &&
    oldest !== undefined &&
    compareMessages(message, oldest) < 0
  );
}

function isAfterLoaded(room: Room, message: Message): boolean {
  const newest = room.messages.at(-1);
  return (
    room.newerCursor !== null &&
    newest !== undefined &&
    compareMessages(message, newest) > 0
  );
}

/** New messages almost always come last: search from the end. */
function insert(
  messages: readonly Message[],
  message: Message,
): readonly Message[] {
  let at = messages.length;
  while (at > 0 && compareMessages(messages[at - 1]!, message) > 0) at -= 1;
  return [...messages.slice(0, at), message, ...messages.slice(at)];
}

/**
 * The newest messages, fetched, or with `newerCursor` those of a thread that is read far back: replaces all but what
 * events touched since the fetch started.
 */
export function replaceMessages(
  room: Room | undefined,
  page: {
    items: Message[];
    nextCursor: string | null;
    newerCursor?: string;
    startedSeq: number;
  },
): Room {
  const byId = new Map(page.items.map((message) => [message.id, message]));
  const touched: Record<string, number> = {};
  for (const message of room?.messages ?? []) {
    const seq = room?.touched[message.id] ?? 0;
    const fetched = byId.get(message.id);
    if (seq > page.startedSeq) touched[message.id] = seq;
    else if (!fetched) continue;
    // The held object stays where nothing changed, so that its bubble is not rendered again.
    if (
      !fetched ||
      message.version > fetched.version ||
      isSame(message, fetched)
    )
      byId.set(message.id, message);
  }
  return {
    messages: [...byId.values()].sort(compareMessages),
    touched,
    cursor: page.nextCursor,
    newerCursor: page.newerCursor ?? null,
    later: page.newerCursor === undefined ? [] : (room?.later ?? []),
    loaded: true,
  };
}

/** The name of a page can change without a new version of its messages. */
function isSame(held: Message, fetched: Message): boolean {
  return (
    held.version === fetched.version && held.author.name === fetched.author.name
  );
}

/** One page further back in time. */
export function prependMessages(
  room: Room,
  page: { items: Message[]; nextCursor: string | null },
): Room {
  return {
    ...room,
    messages: merged(room.messages, page.items),
    cursor: page.nextCursor,
  };
}

/** One page further on in time; the last one brings what arrived meanwhile. */
export function appendMessages(
  room: Room,
  page: { items: Message[]; prevCursor: string | null },
): Room {
  const messages = merged(room.messages, page.items);
  const isAtEnd = page.prevCursor === null;
  return {
    ...room,
    messages: isAtEnd ? merged(messages, room.later) : messages,
    newerCursor: page.prevCursor,
    later: isAtEnd ? [] : room.later,
  };
}

/**
 * The messages around one of them. Where they reach the loaded ones, both stay; otherwise they replace them, since
 * there would be a gap.
 */
export function surroundMessages(
  room: Room,
  page: {
    items: Message[];
    nextCursor: string | null;
    prevCursor: string | null;
  },
): Room {
  const held = new Set(room.messages.map(({ id }) => id));
  if (page.items.some(({ id }) => held.has(id)))
    return prependMessages(room, page);
  const isAtEnd = page.prevCursor === null;
  return {
    ...room,
    messages: merged([], page.items),
    touched: {},
    cursor: page.nextCursor,
    newerCursor: page.prevCursor,
    later: isAtEnd ? [] : room.later,
  };
}

/** Drops all but the first or the last `count` messages. They load again when the reader comes near. */
export function keepMessages(
  room: Room,
  kept: "oldest" | "newest",
  count: number,
): Room {
  if (room.messages.length <= count) return room;
  const messages =
    kept === "oldest"
      ? room.messages.slice(0, count)
      : room.messages.slice(-count);
  const [oldest, newest] = [messages[0]!, messages.at(-1)!];
  return kept === "oldest"
    ? { ...room, messages, newerCursor: newerThan(newest) }
    : { ...room, messages, cursor: olderThan(oldest) };
}

/** The state with the higher version stays, and the first where they are equal. */
function merged(
  held: readonly Message[],
  more: readonly Message[],
): readonly Message[] {
  const byId = new Map(more.map((message) => [message.id, message]));
  for (const message of held) {
    const other = byId.get(message.id);
    if (!other || message.version >= other.version)
      byId.set(message.id, message);
  }
  return [...byId.values()].sort(compareMessages);
}

/** The parts of a reply that have not come back as messages yet, with their place. */
export function openParts(
  reply: PendingReply,
  room: Room | undefined,
): { part: number; content: PendingPart }[] {
  const arrived = new Set(
    (room?.messages ?? [])
      .filter(({ clientId }) => clientId === reply.clientId)
      .map(({ part }) => part),
  );
  return reply.parts
    .map((content, part) => ({ part, content }))
    .filter(({ part }) => !arrived.has(part));
}

/** Lets go of the replies of a thread whose every part has arrived. */
export function withoutConfirmed(
  pending: Readonly<Record<string, PendingReply>>,
  room: Room,
  threadId: string,
): Readonly<Record<string, PendingReply>> {
  const confirmed = Object.values(pending).filter(
    (reply) =>
      reply.threadId === threadId && openParts(reply, room).length === 0,
  );
  if (confirmed.length === 0) return pending;
  const rest = { ...pending };
  for (const { clientId } of confirmed) delete rest[clientId];
  return rest;
}
