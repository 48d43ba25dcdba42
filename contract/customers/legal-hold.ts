import { z } from "zod";
import { idSchema, requestTimeSchema, timeSchema } from "#contract/base/ids.ts";
import { paragraphsSchema } from "#contract/text/text-schema.ts";

export const MAX_HOLD_REASON = 1_000;

/** Keeps a customer, or one of their conversations, from retention, deletion and erasure. */
export const legalHoldSchema = z.object({
  id: idSchema,
  customerId: idSchema,
  /** Only this conversation; null: everything of the customer. */
  threadId: idSchema.nullable(),
  reason: z.string(),
  placedBy: z.object({ id: idSchema.nullable(), name: z.string() }),
  placedAt: timeSchema,
  /** The hold ends at this time; null: it ends when someone ends it. */
  until: timeSchema.nullable(),
});
export type LegalHold = z.infer<typeof legalHoldSchema>;

export const placeHoldSchema = z.object({
  reason: paragraphsSchema({ min: 1, max: MAX_HOLD_REASON }),
  until: requestTimeSchema.nullish(),
  /** One of the customer's conversations. Left out: everything of the customer. */
  threadId: idSchema.nullish(),
});
export type PlaceHold = z.infer<typeof placeHoldSchema>;
