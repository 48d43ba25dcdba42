import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { nameSchema } from "#contract/text/fields.ts";
import { keptJsonSchema, lineSchema } from "#contract/text/text-schema.ts";

export const updateCustomerSchema = z.object({
  name: nameSchema.optional(),
  fields: z.record(lineSchema({ max: 60 }), keptJsonSchema).optional(),
  accountOwnerId: idSchema.nullable().optional(),
});
export type UpdateCustomer = z.infer<typeof updateCustomerSchema>;
