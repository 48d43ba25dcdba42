import type { LeadOffer, ThreadOffer } from "./offer.ts";

/** The id of what is offered, by which the offer is answered. Pure. */
export function offeredId(
  offer: Pick<ThreadOffer, "threadId"> | Pick<LeadOffer, "leadId">,
): string {
  return "leadId" in offer ? offer.leadId : offer.threadId;
}
