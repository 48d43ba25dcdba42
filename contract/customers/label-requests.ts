import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { LABEL_COLORS } from "#contract/customers/label-colors.ts";
import { lineSchema } from "#contract/text/text-schema.ts";

const departmentIdsSchema = z.array(idSchema).max(100);

export const createLabelSchema = z.object({
  name: lineSchema({ min: 1, max: 40 }),
  color: z.enum(LABEL_COLORS).default("slate"),
  description: lineSchema({ max: 200 }).default(""),
  departmentIds: departmentIdsSchema.default([]),
});
export type CreateLabel = z.infer<typeof createLabelSchema>;

export const updateLabelSchema = z.object({
  name: createLabelSchema.shape.name.optional(),
  color: z.enum(LABEL_COLORS).optional(),
  description: lineSchema({ max: 200 }).optional(),
  departmentIds: departmentIdsSchema.optional(),
});
export type UpdateLabel = z.infer<typeof updateLabelSchema>;

export const assignLabelSchema = z.object({ labelId: idSchema });
