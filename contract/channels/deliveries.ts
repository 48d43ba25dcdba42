import { z } from "zod";
import { idSchema, requestTimeSchema, timeSchema } from "#contract/base/ids.ts";
import { exactTextSchema } from "#contract/text/text-schema.ts";
import { pageQuerySchema } from "#contract/base/page.ts";

/** waiting: for a page that is not connected now; applied once it is. */
const deliveryStateSchema = z.enum(["pending", "applied", "parked", "waiting"]);

/** One stored webhook POST. Its id is a number as text. */
export const deliverySchema = z.object({
  id: z.string(),
  /** Meta's id of the app that received it. */
  appId: z.string(),
  receivedAt: timeSchema,
  state: deliveryStateSchema,
  attempts: z.number(),
  /** Why it is parked. */
  error: z.string().nullable(),
  /** Items without effect, with the reasons. */
  notes: z.array(z.object({ reason: z.string(), path: z.string() })).nullable(),
  /** While it waits: Meta's ids of the pages that are not connected. */
  waitingFor: z.array(z.string()),
  /** Length of the whole body. */
  bytes: z.number(),
  /** Its beginning; of one delivery alone, up to 1 MB of it. Secrets in it are redacted. */
  body: z.string(),
});
export type DeliveryRecord = z.infer<typeof deliverySchema>;

export const deliveryIdSchema = z.string().regex(/^\d{1,18}$/);

export const deliveryQuerySchema = pageQuerySchema.extend({
  /** Default: any. */
  state: deliveryStateSchema.optional(),
  /** Only those of this channel: they name its account, or came to an address that it alone has. */
  channel: idSchema.optional(),
  /** An id at the vendor: of a message, a person or a lead; found as it is written in the body. */
  q: exactTextSchema({ min: 3, max: 200 }).optional(),
  from: requestTimeSchema.optional(),
  to: requestTimeSchema.optional(),
});
export type DeliveryQuery = z.infer<typeof deliveryQuerySchema>;

export const replayDeliveriesSchema = z.object({
  ids: z.array(deliveryIdSchema).min(1).max(100),
});
