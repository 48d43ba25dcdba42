import type { OfferEnd } from "#contract/routing/offer-end.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { NewMessage } from "./insert-messages.ts";
import type { ThreadState } from "./thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";

/** What a line in the thread tells about the thread itself. The console words it by `type`. */
export type LineEvent =
  | { type: "taken"; from: Person | null }
  | { type: "released" }
  /** `outcome`: as its queue's wrap-up form asked. */
  | { type: "closed"; outcome?: string }
  | { type: "reopened" }
  | { type: "snoozed"; until: string }
  | { type: "woken" }
  | { type: "transferred"; to: Target; from?: Person | null }
  /** Asked to take over; the owner stays until they accept. */
  | { type: "transfer_asked"; to: Person }
  | { type: "transfer_declined"; to: Person }
  | { type: "transfer_missed"; to: Person }
  /** Neither yes nor no: they were removed, went offline, … */
  | { type: "transfer_ended"; to: Person; reason: OfferEnd }
  | { type: "transfer_cancelled"; to: Person | null }
  /** Given to them by the queue without asking. */
  | { type: "assigned"; to: Person }
  /** May read it now and write notes; whoever joined did it by themselves. */
  | { type: "invited"; to: Person }
  | { type: "joined" }
  | { type: "left" }
  | { type: "uninvited"; to: Person }
  | { type: "requeued"; reason: string; from: Person | null };

type Person = { id: string; name: string };
type Target = { type: string; id: string; name: string };

/** An event line by an agent, or by the product itself when nobody acted. Never goes to the customer. */
export function eventLine(
  state: ThreadState,
  actor: Actor | null,
  event: LineEvent,
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
    event,
    sentAt: now,
    inboundCount: state.inboundCount,
    attachments: [],
  };
}
