import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import { MAX_ALIASES } from "#contract/customers/aliases.ts";
import {
  contactFieldSchema,
  MAX_PROOF_REASON,
} from "#contract/customers/contact-proof.ts";
import { noteAudienceSchema } from "#contract/customers/note-audience.ts";
import { MAX_CUSTOMER_NOTE } from "#contract/customers/note-limit.ts";
import { emailSchema, nameSchema } from "#contract/text/fields.ts";
import {
  keptJsonSchema,
  lineSchema,
  paragraphsSchema,
} from "#contract/text/text-schema.ts";

/** The names of vendors have no bound of ours. */
const MAX_REMOVED_ALIAS = 1_000;

export const updateCustomerSchema = z.object({
  name: nameSchema.optional(),
  email: emailSchema.nullable().optional(),
  /** In any writing: numbers without a country code belong to the company's country. */
  phone: lineSchema({ min: 1, max: 60 }).nullable().optional(),
  /** A language tag: "zh-TW". */
  locale: lineSchema({ max: 35 })
    .regex(
      /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/,
      "Use a language tag such as zh-TW.",
    )
    .nullable()
    .optional(),
  /** Hours from UTC. */
  timezone: z.number().min(-12).max(14).nullable().optional(),
  /** The agent who looks after the customer. */
  ownerId: idSchema.nullable().optional(),
  /** The same as `ownerId`. */
  accountOwnerId: idSchema.nullable().optional(),
  /** The life-cycle stage; null: none. */
  stageId: idSchema.nullable().optional(),
  fields: z.record(lineSchema({ max: 60 }), keptJsonSchema).optional(),
  /** Aliases that the customer loses. One that they don’t have is no error. */
  removeAliases: z
    .array(lineSchema({ min: 1, max: MAX_REMOVED_ALIAS }))
    .max(MAX_ALIASES)
    .optional(),
});
export type UpdateCustomer = z.infer<typeof updateCustomerSchema>;

const noteTextSchema = paragraphsSchema({ min: 1, max: MAX_CUSTOMER_NOTE });

/** More people than this are a meeting. */
const MAX_NOTE_MENTIONS = 20;

/**
 * Ids of the teammates whom a note names with "@". Each new one is notified, and must be able to read the note: else it
 * is refused.
 */
const noteMentionsSchema = z.array(idSchema).max(MAX_NOTE_MENTIONS).optional();

export const createCustomerNoteSchema = z.object({
  text: noteTextSchema,
  pinned: z.boolean().default(false),
  categoryId: idSchema.nullable().default(null),
  audience: noteAudienceSchema.default("everyone"),
  /** For `audience` department only: one of the author’s, or one that they supervise. */
  departmentId: idSchema.nullable().default(null),
  mentions: noteMentionsSchema,
});
export type CreateCustomerNote = z.infer<typeof createCustomerNoteSchema>;

export const updateCustomerNoteSchema = z.object({
  text: noteTextSchema.optional(),
  pinned: z.boolean().optional(),
  categoryId: idSchema.nullable().optional(),
  /** `author` can only be chosen by the author. */
  audience: noteAudienceSchema.optional(),
  departmentId: idSchema.nullable().optional(),
  mentions: noteMentionsSchema,
});
export type UpdateCustomerNote = z.infer<typeof updateCustomerNoteSchema>;

export const customerNotesQuerySchema = z.object({
  category: idSchema.optional(),
});
export type CustomerNotesQuery = z.infer<typeof customerNotesQuerySchema>;

export const timelineQuerySchema = pageQuerySchema.extend({
  /** Left out: entries of every type. */
  type: z.literal("thread").optional(),
});
export type TimelineQuery = z.infer<typeof timelineQuerySchema>;

export const blockCustomerSchema = z.object({
  reason: lineSchema({ max: 500 }).default(""),
  /** Null or left out: until a person unblocks. */
  until: requestTimeSchema.nullable().default(null),
});
export type BlockCustomer = z.infer<typeof blockCustomerSchema>;

export const verifyContactSchema = z.object({
  key: contactFieldSchema,
  /** How the author checked it: "Called back", say. */
  reason: lineSchema({ min: 1, max: MAX_PROOF_REASON }),
  /** The value that was checked. Refused if the customer has another one by now. */
  value: lineSchema({ min: 1, max: 320 }).optional(),
});
export type VerifyContact = z.infer<typeof verifyContactSchema>;

export const unverifyContactQuerySchema = z.object({ key: contactFieldSchema });

/** Details of a customer that a merge can take from either one. */
export const MERGE_DETAILS = [
  "name",
  "language",
  "timezone",
  "accountOwner",
  "stage",
] as const;
export type MergeDetail = (typeof MERGE_DETAILS)[number];

const MAX_MERGED_FIELDS = 50;

export const mergeCustomersSchema = z.object({
  /** Stays, with its id. */
  survivorId: idSchema,
  otherId: idSchema,
  /** Details that are kept as the other customer has them, where both have one. */
  fromOther: z
    .array(z.enum(MERGE_DETAILS))
    .max(MERGE_DETAILS.length)
    .optional(),
  /** The same for fields, by key: "email" and "phone" too. */
  fieldsFromOther: z
    .array(lineSchema({ min: 1, max: 60 }))
    .max(MAX_MERGED_FIELDS)
    .optional(),
});
export type MergeCustomers = z.infer<typeof mergeCustomersSchema>;

export const mergedSchema = z.object({ mergeId: idSchema });
