import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { idSchema } from "#contract/base/ids.ts";
import { languageTagSchema } from "#contract/text/language-tag.ts";
import { soughtTextSchema } from "#contract/text/text-schema.ts";
import { switchSchema } from "#contract/base/switch.ts";

/** Ten years. */
export const MAX_FILTER_DAYS = 3_650;

// In a query it is a text, in a segment a number.
const daysSchema = z.coerce.number<number>().int().min(1).max(MAX_FILTER_DAYS);

/** The filter of the list of customers: the query of GET /customers, and what a segment keeps. */
export const customerFilterSchema = z.object({
  /** Names, phone numbers in any writing, e-mail addresses, ids of channels and fields. */
  q: contact("free", soughtTextSchema.min(1)).optional(),
  channel: idSchema.optional(),
  label: idSchema.optional(),
  accountOwner: idSchema.optional(),
  stage: idSchema.optional(),
  /** true: a conversation that the reader may see is not closed; false: none. */
  open: switchSchema.optional(),
  /** true: blocked now; false: not. */
  blocked: switchSchema.optional(),
  /** The customer’s language as a tag: "zh" takes every Chinese, "zh-Hant" the traditional one. */
  language: languageTagSchema.optional(),
  /** The last message, of conversations that the reader may see, is at most so many days old. */
  lastMessageWithin: daysSchema.optional(),
  /** The last message is older than so many days. */
  lastMessageOlderThan: daysSchema.optional(),
  /** The last message is of this day or a later one, in the company’s time zone. */
  lastMessageFrom: z.iso.date().optional(),
  /** The last message is of this day or an earlier one. */
  lastMessageTo: z.iso.date().optional(),
});
export type CustomerFilter = z.infer<typeof customerFilterSchema>;
