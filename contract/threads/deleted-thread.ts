import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/** The days in which a deleted conversation can be restored. */
export const DELETED_THREAD_DAYS = 30;

/** A deleted conversation that can be restored. */
export const deletedThreadSchema = z.object({
  id: idSchema,
  channelId: idSchema,
  customer: z.object({ id: idSchema, name: contact("free", z.string()) }),
  /** The number of its messages. */
  messages: z.number().int(),
  deletedAt: timeSchema,
  /** When it is removed for good. */
  removedAt: timeSchema,
});
export type DeletedThread = z.infer<typeof deletedThreadSchema>;
