import { z } from "zod";
import { customerSchema } from "#contract/customers/customer.ts";

/** Another customer who may be the same person, and what both have in common. */
export const duplicateSchema = z.object({
  customer: customerSchema,
  reasons: z.array(z.enum(["email", "phone", "name"])),
  /** weak: only the name is the same. */
  strength: z.enum(["strong", "weak"]),
});
export type Duplicate = z.infer<typeof duplicateSchema>;
