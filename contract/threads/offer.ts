import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { threadSchema } from "#contract/threads/thread.ts";

export const offerSchema = z.object({
  threadId: idSchema,
  thread: threadSchema,
  kind: z.enum(["ring", "transfer"]),
  from: z.object({ id: idSchema, name: z.string() }).nullable(),
  note: z.string().nullable(),
  /** The queue or ring group that made the offer. */
  via: destinationSchema.nullable(),
  /** When it began to ring: with `expiresAt`, it shows how much of its time is left. */
  createdAt: timeSchema,
  expiresAt: timeSchema,
});
export type Offer = z.infer<typeof offerSchema>;
