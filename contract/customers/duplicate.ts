import { z } from "zod";
import { contactFieldSchema } from "#contract/customers/contact-proof.ts";
import { customerSchema } from "#contract/customers/customer.ts";

/** Another customer who may be the same person, and what both have in common. */
export const duplicateSchema = z.object({
  customer: customerSchema,
  reasons: z.array(z.enum(["email", "phone", "name"])),
  /** weak: only the name is the same. */
  strength: z.enum(["strong", "weak"]),
  /**
   * same: both have the same verified e-mail address or phone number; maybe: the same one, but it is only claimed by at
   * least one of both; hint: only the name is the same.
   */
  certainty: z.enum(["same", "maybe", "hint"]),
  /** The reasons whose value is verified on both customers. */
  verified: z.array(contactFieldSchema),
});
export type Duplicate = z.infer<typeof duplicateSchema>;
