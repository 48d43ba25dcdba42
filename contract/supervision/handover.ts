import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/** One transfer of a thread, oldest first. */
export const handoverSchema = z.object({
  at: timeSchema,
  by: z.object({ id: idSchema.nullable(), name: z.string() }),
  type: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
