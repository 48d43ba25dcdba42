import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

export const leadSchema = z.object({
  id: idSchema,
  pageId: z.string(),
  formId: z.string(),
  leadgenId: z.string(),
  status: z.string(),
  sourceId: z.string().nullable(),
  assignedTo: idSchema.nullable(),
  fields: z.record(z.string(), z.unknown()),
  customerId: idSchema.nullable(),
  createdTime: timeSchema,
});
