import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { noteSchema } from "#contract/text/fields.ts";

export const reassignSchema = z.object({
  threadIds: z.array(idSchema).min(1).max(200),
  to: destinationSchema,
  note: noteSchema.optional(),
  confirm: z.boolean().optional(),
});
export type Reassign = z.infer<typeof reassignSchema>;
