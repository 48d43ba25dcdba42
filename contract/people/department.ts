import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { hoursSchema } from "#contract/hours/hours.ts";

export const departmentSchema = z.object({
  id: idSchema,
  name: z.string(),
  memberIds: z.array(idSchema),
  /** Office hours of its queues, ring groups and channels that have none of their own. */
  schedule: hoursSchema.nullable(),
});
export type Department = z.infer<typeof departmentSchema>;
