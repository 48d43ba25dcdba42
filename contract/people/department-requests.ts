import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { hoursSchema } from "#contract/hours/hours.ts";
import { nameSchema } from "#contract/text/fields.ts";

export const createDepartmentSchema = z.object({
  name: nameSchema,
  memberIds: z.array(idSchema).max(500).optional(),
  schedule: hoursSchema.nullable().optional(),
});
export type CreateDepartment = z.infer<typeof createDepartmentSchema>;

export const updateDepartmentSchema = createDepartmentSchema.partial();
export type UpdateDepartment = z.infer<typeof updateDepartmentSchema>;
