import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { LABEL_COLORS } from "#contract/customers/label-colors.ts";
import { lineSchema } from "#contract/text/text-schema.ts";

export const MAX_STAGES = 50;

/** The place of a customer on the way from first contact to regular, as the company names it. */
export const customerStageSchema = z.object({
  id: idSchema,
  name: z.string(),
  color: z.string(),
  /** Its place in the order, from 0. */
  position: z.number().int(),
  /** No customer gets it any more; those who have it keep it. Null: in use. */
  archivedAt: timeSchema.nullable(),
  /** The customers who have it; null where they were not asked for. */
  customers: z.number().int().nullable(),
});
export type CustomerStage = z.infer<typeof customerStageSchema>;

export const createCustomerStageSchema = z.object({
  name: lineSchema({ min: 1, max: 40 }),
  color: z.enum(LABEL_COLORS).default("slate"),
});
export type CreateCustomerStage = z.infer<typeof createCustomerStageSchema>;

export const updateCustomerStageSchema = z.object({
  name: createCustomerStageSchema.shape.name.optional(),
  color: z.enum(LABEL_COLORS).optional(),
  /** Its new place in the order; the others make room. */
  position: z.number().int().min(0).max(MAX_STAGES).optional(),
  archived: z.boolean().optional(),
});
export type UpdateCustomerStage = z.infer<typeof updateCustomerStageSchema>;
