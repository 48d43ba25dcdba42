import { z } from "zod";
import { timeSchema } from "#contract/ids.ts";
import { pageQuerySchema } from "#contract/requests.ts";

/** One webhook POST as it was kept. Its id is a number in text. */
export const deliverySchema = z.object({
  id: z.string(),
  /** Meta's id of the app it came for. */
  appId: z.string(),
  receivedAt: timeSchema,
  state: z.enum(["pending", "applied", "parked"]),
  attempts: z.number(),
  /** Why it is set aside. */
  error: z.string().nullable(),
  /** Items without effect, and why. */
  notes: z.array(z.object({ reason: z.string(), path: z.string() })).nullable(),
  /** Length of the whole body. */
  bytes: z.number(),
  /** Its beginning. */
  body: z.string(),
});
export type DeliveryRecord = z.infer<typeof deliverySchema>;

export const deliveryQuerySchema = pageQuerySchema.extend({
  state: z.enum(["pending", "applied", "parked"]).default("parked"),
});
export type DeliveryQuery = z.infer<typeof deliveryQuerySchema>;

export const replayDeliveriesSchema = z.object({
  ids: z
    .array(z.string().regex(/^\d{1,18}$/))
    .min(1)
    .max(100),
});
