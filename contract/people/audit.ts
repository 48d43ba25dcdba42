import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

export const auditEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  actor: z.object({ id: idSchema.nullable(), name: z.string() }),
  action: z.string(),
  target: z.object({ type: z.string(), id: z.string() }),
  detail: z.record(z.string(), z.unknown()),
});
