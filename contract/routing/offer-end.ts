import { z } from "zod";

/**
 * How an offer ends; one reason each, stored with the offer and told in
 * `offer.ended`. Only `accepted` and `declined` are acts of the agent asked.
 * missed: it rang its whole time at somebody who was connected.
 * expired: its time ran out and they were not connected all the while.
 * taken: somebody else answered or took the conversation.
 * withdrawn: the sender took the request back.
 * removed: the agent was disabled. right_lost: they left the queue or
 * department. signed_out: they went offline.
 * closed: the conversation was dealt with. moved: it went elsewhere.
 * returned: not offered; the agent had it and it went back to its queue.
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
