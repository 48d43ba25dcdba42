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
  /** By which queue or ring group it rings. */
  via: destinationSchema.nullable(),
  /** Since when it rings: with `expiresAt`, how much of its time is left. */
  createdAt: timeSchema,
  expiresAt: timeSchema,
});
export type Offer = z.infer<typeof offerSchema>;
