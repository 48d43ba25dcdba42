import type { Room } from "#contract/live/room-state.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Message } from "#contract/threads/message.ts";

/**
 * A message names its author and the author of a quoted message, but a
 * customer's new name, or another customer after a merge, raises no version of
 * a message. So a screen takes id and name from the thread's customer, which has a version, and never from the
 * message. Pure; the same object is returned where the name is right already.
 */
export function withCustomerName(
  message: Message,
  { id, name }: Pick<Customer, "id" | "name">,
): Message {
  const { author, replyTo } = message;
  const isAuthorOld =
    author.type === "customer" && (author.name !== name || author.id !== id);
  const isQuoteOld =
    replyTo?.authorType === "customer" && replyTo.authorName !== name;
  if (!isAuthorOld && !isQuoteOld) return message;
  return {
    ...message,
    author: isAuthorOld ? { ...author, id, name } : author,
    replyTo: isQuoteOld && replyTo ? { ...replyTo, authorName: name } : replyTo,
  };
}

/** The same for all loaded messages of a thread. */
export function roomWithCustomerName(
  room: Room,
  customer: Pick<Customer, "id" | "name">,
): Room {
  const messages = room.messages.map((message) =>
    withCustomerName(message, customer),
  );
  return messages.every((message, index) => message === room.messages[index])
    ? room
    : { ...room, messages };
}

/**
 * The held customer if nothing of them has changed. Every message brings its thread with a copy of the customer, and
 * each row of the log shows something of them: a copy would draw all rows again.
 */
export function keptIfEqual(
  held: Customer | undefined,
  incoming: Customer,
): Customer {
  // Both are JSON of the same server, with the same order of fields; were it another one, the rows would be drawn again.
  return held && JSON.stringify(held) === JSON.stringify(incoming)
    ? held
    : incoming;
}
