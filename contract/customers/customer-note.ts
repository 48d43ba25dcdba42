import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/** A note about a customer. Customers never see it. */
export const customerNoteSchema = z.object({
  id: idSchema,
  customerId: idSchema,
  /** `id` null: the author's account is gone. */
  author: z.object({ id: idSchema.nullable(), name: z.string() }),
  text: z.string(),
  pinned: z.boolean(),
  createdAt: timeSchema,
  editedAt: timeSchema.nullable(),
  /** Whether the reader may change it: the author and supervisors may. */
  mayEdit: z.boolean(),
});
export type CustomerNote = z.infer<typeof customerNoteSchema>;
