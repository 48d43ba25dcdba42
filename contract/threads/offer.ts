import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { leadSchema } from "#contract/leads/lead.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { threadSchema } from "#contract/threads/thread.ts";

const ring = {
  /** The queue or ring group that made the offer. */
  via: destinationSchema.nullable(),
  /** When it began to ring: with `expiresAt`, it shows how much of its time is left. */
  createdAt: timeSchema,
  expiresAt: timeSchema,
};

export const threadOfferSchema = z.object({
  threadId: idSchema,
  thread: threadSchema,
  kind: z.enum(["ring", "transfer"]),
  from: z.object({ id: idSchema, name: z.string() }).nullable(),
  note: z.string().nullable(),
  ...ring,
});
export type ThreadOffer = z.infer<typeof threadOfferSchema>;

/** A lead rings by its queue or ring group only. */
export const leadOfferSchema = z.object({
  leadId: idSchema,
  lead: leadSchema,
  kind: z.literal("ring"),
  ...ring,
});
export type LeadOffer = z.infer<typeof leadOfferSchema>;

export const offerSchema = z.union([threadOfferSchema, leadOfferSchema]);
export type Offer = z.infer<typeof offerSchema>;
