import { z } from "zod";
import { idSchema, requestTimeSchema, timeSchema } from "#contract/base/ids.ts";
import { paragraphsSchema } from "#contract/text/text-schema.ts";

export const MAX_HOLD_REASON = 1_000;

/** Keeps a customer, one of their conversations or a period from retention, deletion and erasure. */
export const legalHoldSchema = z.object({
  id: idSchema,
  /** Null: the hold is on a period. */
  customerId: idSchema.nullable(),
  /** Only this conversation; null: everything of the customer. */
  threadId: idSchema.nullable(),
  /** Everything that was sent or received from `from` until before `to`; null: the hold is on a customer or conversation. */
  period: z.object({ from: timeSchema, to: timeSchema }).nullable(),
  reason: z.string(),
  placedBy: z.object({ id: idSchema.nullable(), name: z.string() }),
  placedAt: timeSchema,
  /** The hold ends at this time; null: it ends when someone ends it. */
  until: timeSchema.nullable(),
});
export type LegalHold = z.infer<typeof legalHoldSchema>;

/** A hold in the list of all of them. */
export const listedHoldSchema = legalHoldSchema.extend({
  /** Null: the customer has no name yet, or the hold is on a period. */
  customerName: z.string().nullable(),
});
export type ListedHold = z.infer<typeof listedHoldSchema>;

const conditionsSchema = z.object({
  reason: paragraphsSchema({ min: 1, max: MAX_HOLD_REASON }),
  until: requestTimeSchema.nullish(),
});

export const placeHoldSchema = conditionsSchema.extend({
  /** One of the customer's conversations. Left out: everything of the customer. */
  threadId: idSchema.nullish(),
});
export type PlaceHold = z.infer<typeof placeHoldSchema>;

export const placePeriodHoldSchema = conditionsSchema.extend({
  from: requestTimeSchema,
  /** The first moment after the period. It may be in the future. */
  to: requestTimeSchema,
});
export type PlacePeriodHold = z.infer<typeof placePeriodHoldSchema>;
