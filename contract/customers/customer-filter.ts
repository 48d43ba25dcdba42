import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { idSchema } from "#contract/base/ids.ts";
import { soughtTextSchema } from "#contract/text/text-schema.ts";

/** The filter of the list of customers: the query of GET /customers, and what a segment keeps. */
export const customerFilterSchema = z.object({
  /** Names, phone numbers in any writing, e-mail addresses, ids of channels and fields. */
  q: contact("free", soughtTextSchema.min(1)).optional(),
  channel: idSchema.optional(),
  label: idSchema.optional(),
  accountOwner: idSchema.optional(),
  stage: idSchema.optional(),
});
export type CustomerFilter = z.infer<typeof customerFilterSchema>;
