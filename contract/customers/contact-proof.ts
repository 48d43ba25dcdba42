import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/** Contacts that can be verified. */
export const CONTACT_FIELDS = ["email", "phone"] as const;
export const contactFieldSchema = z.enum(CONTACT_FIELDS);
export type ContactField = z.infer<typeof contactFieldSchema>;

export const MAX_PROOF_REASON = 300;

/** The check of an e-mail address or a phone number. It ends when the value changes. */
export const contactProofSchema = z.object({
  at: timeSchema,
  /** agent: a teammate has checked it and says how in `reason`. */
  how: z.enum(["agent"]),
  byId: idSchema.nullable(),
  reason: contact("free", z.string()),
});
export type ContactProof = z.infer<typeof contactProofSchema>;

export const contactProofsSchema = z.object({
  email: contactProofSchema.nullable(),
  phone: contactProofSchema.nullable(),
});
export type ContactProofs = z.infer<typeof contactProofsSchema>;
