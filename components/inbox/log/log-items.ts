import {
  openParts,
  type PendingPart,
  type PendingReply,
  type Room,
} from "#contract/live/room-state.ts";
import { mergeLabels } from "#components/inbox/log/merge-labels.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Place } from "#components/inbox/message/place.ts";

/** One item of the log, from top to bottom. */
export type LogItem =
  | { type: "day"; key: string; date: Date }
  | { type: "unread"; key: string }
  | { type: "line"; key: string; message: Message }
  /** The earlier events of a long run. */
  | { type: "fold"; key: string; messages: readonly Message[] }
  | { type: "bubble"; key: string; message: Message; place: Place }
  | {
      type: "pending";
      key: string;
      reply: PendingReply;
      content: PendingPart;
      place: Place;
    }
  /** A reply that its author can still take back. */
  | { type: "held"; key: string; message: Message };

// A longer pause starts a new group with its own time.
const GROUP_MS = 5 * 60_000;
// A run of at least this many events is folded.
const FOLD_FROM = 4;

/** Sorts and groups messages into items. Pure; the same messages give the same items. */
export function logItems({
  room,
  pending,
  held,
  firstUnreadId,
}: {
  room: Room;
  pending: readonly PendingReply[];
  /** Scheduled messages that can be taken back. */
  held: readonly Message[];
  firstUnreadId: string | null;
}): LogItem[] {
  const { messages } = room;
  const items: LogItem[] = [];
  messages.forEach((message, index) => {
    const before = messages[index - 1];
    const after = messages[index + 1];
    const date = new Date(message.sentAt);
    if (!before || !isSameDay(new Date(before.sentAt), date))
      items.push({ type: "day", key: `day-${dayKey(date)}`, date });
    if (message.id === firstUnreadId)
      items.push({ type: "unread", key: "unread" });
    if (message.kind === "event") {
      pushEvent(items, message);
      return;
    }
    items.push({
      type: "bubble",
      // The optimistic bubble had this key, so React keeps its element.
      key: message.clientId
        ? `${message.clientId}-${message.part}`
        : message.id,
      message,
      place: {
        isFirst:
          !before || message.id === firstUnreadId || !isOneGo(before, message),
        isLast:
          !after || after.id === firstUnreadId || !isOneGo(message, after),
      },
    });
  });
  const isSent = new Set(messages.map(({ id }) => id));
  for (const message of held)
    if (!isSent.has(message.id))
      items.push({ type: "held", key: `held-${message.id}`, message });
  for (const reply of pending) {
    const parts = openParts(reply, room);
    parts.forEach(({ part, content }, index) =>
      items.push({
        type: "pending",
        key: `${reply.clientId}-${part}`,
        reply,
        content,
        place: { isFirst: index === 0, isLast: index === parts.length - 1 },
      }),
    );
  }
  return items;
}

/** Folds all but the last event of a long run. Labels that were changed in one go are one line. */
function pushEvent(items: LogItem[], message: Message): void {
  const line = { type: "line", key: message.id, message } as const;
  const before = items.at(-1);
  if (before?.type === "line" && isOneGo(before.message, message)) {
    const merged = mergeLabels(before.message, message);
    if (merged === "nothing") items.pop();
    else if (merged) items.splice(-1, 1, { ...before, message: merged });
    if (merged) return;
  }
  const folded = items.at(-2);
  if (before?.type === "line" && folded?.type === "fold") {
    items.splice(-2, 2, {
      ...folded,
      messages: [...folded.messages, before.message],
    });
  } else {
    const run = items.slice(1 - FOLD_FROM);
    const lines = run.flatMap((item) =>
      item.type === "line" ? item.message : [],
    );
    const [first] = lines;
    if (first && lines.length === FOLD_FROM - 1)
      items.splice(1 - FOLD_FROM, FOLD_FROM - 1, {
        type: "fold",
        key: `fold-${first.id}`,
        messages: lines,
      });
  }
  items.push(line);
}

function isOneGo(a: Message, b: Message): boolean {
  return (
    a.kind === b.kind &&
    a.direction === b.direction &&
    a.author.type === b.author.type &&
    a.author.id === b.author.id &&
    Date.parse(b.sentAt) - Date.parse(a.sentAt) < GROUP_MS &&
    isSameDay(new Date(a.sentAt), new Date(b.sentAt))
  );
}

function isSameDay(a: Date, b: Date): boolean {
  return dayKey(a) === dayKey(b);
}

function dayKey(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** Id of the first of the last `count` customer messages. */
export function firstUnread(
  messages: readonly Message[],
  count: number,
): string | null {
  if (count === 0) return null;
  const incoming = messages.filter(
    ({ direction, kind }) => direction === "in" && kind === "message",
  );
  return incoming.at(-Math.min(count, incoming.length))?.id ?? null;
}
