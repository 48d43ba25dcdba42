import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { contact } from "#contract/base/contact-data.ts";
import {
  consentPurposeSchema,
  consentSources,
} from "#contract/customers/consent.ts";
import { noteAudienceSchema } from "#contract/customers/note-audience.ts";
import { noteCategorySchema } from "#contract/customers/note-category.ts";

const base = { id: idSchema, at: timeSchema };
const authorSchema = z.object({ id: idSchema.nullable(), name: z.string() });

/** One entry in what has happened with a customer. */
export const timelineItemSchema = z.discriminatedUnion("type", [
  /** A conversation from its opening to its closing; `at`: when it was opened. */
  z.object({
    ...base,
    type: z.literal("thread"),
    threadId: idSchema,
    channelId: idSchema,
    closedAt: timeSchema.nullable(),
    outcome: z.string().nullable(),
    owner: z.object({ id: idSchema, name: z.string() }).nullable(),
    /** The customer's first words in it. */
    text: z.string().nullable(),
    /** The last words in it, the customer's or the company's. */
    lastText: z.string().nullable(),
  }),
  z.object({
    ...base,
    type: z.literal("lead"),
    leadId: idSchema,
    formName: z.string().nullable(),
    status: z.string().nullable(),
  }),
  /** A note on a lead. */
  z.object({
    ...base,
    type: z.literal("lead_note"),
    leadId: idSchema,
    author: authorSchema,
    text: z.string(),
  }),
  /** A call about a lead; `at`: when it was made. */
  z.object({
    ...base,
    type: z.literal("call"),
    leadId: idSchema,
    direction: z.enum(["out", "in"]),
    outcome: z.string(),
    author: authorSchema,
    text: z.string().nullable(),
  }),
  z.object({
    ...base,
    type: z.literal("note"),
    noteId: idSchema,
    author: authorSchema,
    text: z.string(),
    /** The teammates whom it names with "@". */
    mentions: z.array(z.object({ id: idSchema, name: z.string() })),
    category: noteCategorySchema.nullable(),
    audience: noteAudienceSchema,
    department: z.object({ id: idSchema, name: z.string() }).nullable(),
    pinned: z.boolean(),
  }),
  /** A change of the customer's stage, by the names of then; null: no stage. */
  z.object({
    ...base,
    type: z.literal("stage"),
    from: z.string().nullable(),
    to: z.string().nullable(),
    author: authorSchema,
  }),
  /** A conversation was passed to another agent, queue or ring group, by the names of then. */
  z.object({
    ...base,
    type: z.literal("transfer"),
    threadId: idSchema,
    from: z.string().nullable(),
    to: z.string(),
    /** Id null and an empty name: Parley. */
    author: authorSchema,
  }),
  /** A consent, given or withdrawn. */
  z.object({
    ...base,
    type: z.literal("consent"),
    purpose: consentPurposeSchema,
    given: z.boolean(),
    source: z.enum(consentSources),
    author: authorSchema,
  }),
  /** Another customer was merged into this one, or this one into the other and taken apart since. */
  z.object({
    ...base,
    type: z.literal("merge"),
    /** Null: it has none, or the caller can’t see that customer. */
    otherName: contact("free", z.string()).nullable(),
    undoneAt: timeSchema.nullable(),
    author: authorSchema,
  }),
  /** The customer was blocked, or unblocked by a person. */
  z.object({
    ...base,
    type: z.literal("block"),
    blocked: z.boolean(),
    /** Null: until a person unblocks. */
    until: timeSchema.nullable(),
    reason: contact("free", z.string()),
    author: authorSchema,
  }),
  z.object({
    ...base,
    type: z.literal("file"),
    threadId: idSchema,
    messageId: idSchema,
    fileType: z.string(),
    name: z.string().nullable(),
    url: z.string().nullable(),
    direction: z.enum(["in", "out"]),
  }),
]);
export type TimelineItem = z.infer<typeof timelineItemSchema>;
