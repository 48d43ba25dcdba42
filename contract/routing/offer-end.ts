import { z } from "zod";

/**
 * The end of an offer: one reason each, stored with the offer and published in
 * `offer.ended`. Only `accepted` and `declined` are acts of the agent asked.
 * - missed: it rang for its whole time and the agent was connected.
 * - expired: its time ran out and the agent was not connected for all of it.
 * - taken: another agent answered or took the conversation.
 * - withdrawn: the sender took the request back.
 * - removed: the agent was disabled.
 * - right_lost: the agent left the queue or department.
 * - signed_out: the agent went offline.
 * - closed: the conversation was closed.
 * - moved: it went elsewhere.
 * - returned: not an offer; the agent owned it and it returned to its queue.
 */
export const offerEndSchema = z.enum([
  "accepted",
  "declined",
  "missed",
  "expired",
  "taken",
  "withdrawn",
  "removed",
  "right_lost",
  "signed_out",
  "closed",
  "moved",
  "returned",
]);
export type OfferEnd = z.infer<typeof offerEndSchema>;

/** Ends after which the same agent is not asked again in that round. */
export const PASSED_ENDS = [
  "declined",
  "missed",
  "expired",
  "returned",
] as const satisfies readonly OfferEnd[];
export type PassedEnd = (typeof PASSED_ENDS)[number];
