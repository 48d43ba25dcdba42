import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

export const apiTokenSchema = z.object({
  id: idSchema,
  agentId: idSchema,
  name: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});
