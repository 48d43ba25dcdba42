import type { OfferEnd } from "#contract/routing/offer-end.ts";
import type { Priority } from "#contract/threads/priority-levels.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { NewMessage } from "./insert-messages.ts";
import type { ThreadState } from "./thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The content of a thread event. The console chooses its text by `type`. */
export type LineEvent =
  | { type: "taken"; from: Person | null }
  | { type: "released" }
  /** `outcome`: the answer to the queue's wrap-up form. */
  | { type: "closed"; outcome?: string }
  | { type: "reopened" }
  /** holds: even if the customer writes. */
  | { type: "snoozed"; until: string; reason?: "holds" }
  /** reply: the customer wrote; without one its time had come; meanwhile: it had come, and the customer has written. */
  | { type: "woken"; reason?: "reply" | "meanwhile" }
  | { type: "transferred"; to: Target; from?: Person | null }
  /** A transfer request; the owner keeps the thread until it is accepted. */
  | { type: "transfer_asked"; to: Person }
  | { type: "transfer_declined"; to: Person }
  | { type: "transfer_missed"; to: Person }
  /** The request ended without an answer: the agent was removed, went offline, … */
  | { type: "transfer_ended"; to: Person; reason: OfferEnd }
  | { type: "transfer_cancelled"; to: Person | null }
  /** The queue assigned the thread without an offer. */
  | { type: "assigned"; to: Person }
  /** The agent is now a participant: reads the thread and writes notes. `joined`: the agent added themselves. */
  | { type: "invited"; to: Person }
  | { type: "joined" }
  | { type: "left" }
  | { type: "uninvited"; to: Person }
  | { type: "priority_changed"; priority: Priority; before: Priority }
  | { type: "no_reply_needed" }
  /** "No reply needed" was undone. */
  | { type: "no_reply_undone" }
  | { type: "labels_changed"; added: Person[]; removed: Person[] }
  /** The customer began to wait while the channel's office was closed. */
  | { type: "arrived_closed" }
  /** The place did not keep it. closed: it was outside its hours, or paused. */
  | { type: "overflowed"; place: Named; to: Target; reason: string }
  /** The place did not keep it, and there is none behind it. */
  | { type: "stranded"; place: Named; reason: string }
  | { type: "scheduled_canceled"; count: number }
  /** An agent ran a macro; what it did follows. */
  | { type: "macro"; title: string }
  | { type: "archived" }
  | { type: "unarchived" }
  | { type: "customer_blocked" }
  | { type: "customer_blocked_until"; until: string }
  | { type: "customer_unblocked" }
  | { type: "requeued"; reason: string; from: Person | null };

type Person = { id: string; name: string };
type Named = { name: string };
type Target = { type: string; id: string; name: string };

/**
 * Makes a thread event in the name of an agent, or of the product if no agent acted. It never goes to the
 * customer.
 */
export function eventLine(
  state: ThreadState,
  actor: Pick<Actor, "agentId" | "name"> | null,
  event: LineEvent,
  now: Date,
): NewMessage {
  return { ...lineOf(state, actor, now), event };
}

/** Makes a note of an agent, for teammates alone. */
export function noteLine(
  state: ThreadState,
  author: Pick<Actor, "agentId" | "name">,
  text: string,
  now: Date,
): NewMessage {
  return { ...lineOf(state, author, now), kind: "note", text };
}

function lineOf(
  state: ThreadState,
  actor: Pick<Actor, "agentId" | "name"> | null,
  now: Date,
): NewMessage {
  return {
    id: newId(),
    threadId: state.id,
    channelId: state.channelId,
    direction: "out",
    kind: "event",
    authorType: actor ? "agent" : "system",
    authorId: actor?.agentId ?? null,
    authorName: actor?.name ?? null,
    text: null,
    status: "sent",
    externalId: null,
    clientId: null,
    part: 0,
    replyToExternalId: null,
    event: null,
    sentAt: now,
    inboundCount: state.inboundCount,
    attachments: [],
  };
}
