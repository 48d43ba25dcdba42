import { writeCursor } from "#contract/base/cursor.ts";
import type { Message } from "#contract/threads/message.ts";

/** Begins a cursor that goes forward in time; no other cursor begins with it. */
export const NEWER = "n";

/** The cursor of the page of a thread's messages that ends before this one. */
export function olderThan(message: Pick<Message, "id" | "sentAt">): string {
  return writeCursor(placeOf(message));
}

/** The cursor of the page that begins after this one. */
export function newerThan(message: Pick<Message, "id" | "sentAt">): string {
  return NEWER + olderThan(message);
}

function placeOf({ id, sentAt }: Pick<Message, "id" | "sentAt">) {
  return { at: new Date(sentAt), id };
}
