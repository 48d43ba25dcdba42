import { z } from "zod";
import { idSchema, requestTimeSchema, timeSchema } from "#contract/base/ids.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import { MAX_AMOUNT_MINOR } from "#contract/leads/amount-limit.ts";
import {
  callDirections,
  callOutcomes,
  CONTACT_FIELDS,
  leadStates,
} from "#contract/leads/lead.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { noteSchema } from "#contract/text/fields.ts";
import {
  exactTextSchema,
  lineSchema,
  paragraphsSchema,
  soughtTextSchema,
} from "#contract/text/text-schema.ts";

const vendorIdSchema = exactTextSchema({ min: 1, max: 500 });

export const leadFilterSchema = z.object({
  state: z.enum(leadStates).optional(),
  status: idSchema.optional(),
  source: idSchema.optional(),
  /** The id of the page at the vendor, or of its channel. */
  page: vendorIdSchema.optional(),
  form: vendorIdSchema.optional(),
  customer: idSchema.optional(),
  /** me, none, or the id of an agent, queue or ring group. */
  assigned: z.union([z.enum(["me", "none"]), idSchema]).optional(),
  /** In the name, e-mail address, phone number, company and answers. */
  q: soughtTextSchema.optional(),
  from: requestTimeSchema.optional(),
  to: requestTimeSchema.optional(),
  /** Whether a teammate has contacted the lead. */
  contacted: z.stringbool().optional(),
  /** Default: without test leads. */
  test: z.stringbool().optional(),
});
export type LeadFilter = z.infer<typeof leadFilterSchema>;

/** The filter of the board: each column has its status. */
export const leadColumnsQuerySchema = leadFilterSchema.omit({ status: true });

export const leadQuerySchema = pageQuerySchema.extend(leadFilterSchema.shape);

const contactText = lineSchema({ max: 300 }).nullable();

const contactPatchSchema = z.object({
  ...(Object.fromEntries(
    CONTACT_FIELDS.map((field) => [field, contactText.optional()]),
  ) as Record<
    (typeof CONTACT_FIELDS)[number],
    z.ZodOptional<typeof contactText>
  >),
  fields: z
    .record(exactTextSchema({ min: 1, max: 60 }), lineSchema({ max: 1000 }))
    .optional(),
});

/** Why a lead was lost, in the words of the person who says so. */
export const lostReasonSchema = lineSchema({ min: 1, max: 200 });

export const updateLeadSchema = z.object({
  statusId: idSchema.optional(),
  /** Allowed with a status of the stage “lost”, or while the lead has one. */
  lostReason: lostReasonSchema.nullable().optional(),
  sourceId: idSchema.nullable().optional(),
  /** In the smallest unit of the currency of the settings. */
  amountMinor: z
    .number()
    .int()
    .min(0)
    .max(MAX_AMOUNT_MINOR)
    .nullable()
    .optional(),
  assignedTo: destinationSchema.nullable().optional(),
  contact: contactPatchSchema.optional(),
  /** Only null: undoes the join with the earlier lead of the same person. */
  duplicateOf: z.null().optional(),
});
export type UpdateLead = z.infer<typeof updateLeadSchema>;

export const transferLeadSchema = z.object({
  to: destinationSchema,
  note: noteSchema.optional(),
});
export type TransferLead = z.infer<typeof transferLeadSchema>;

export const createLeadNoteSchema = z.object({
  text: paragraphsSchema({ min: 1, max: 2000 }),
});
export type CreateLeadNote = z.infer<typeof createLeadNoteSchema>;

export const logLeadCallSchema = z.object({
  direction: z.enum(callDirections).default("out"),
  outcome: z.enum(callOutcomes),
  /** Default: now. */
  at: requestTimeSchema.optional(),
  note: noteSchema.optional(),
});
export type LogLeadCall = z.infer<typeof logLeadCallSchema>;

/** A month in the company's time zone. */
export const monthSchema = exactTextSchema({ max: 7 }).refine(
  (text) => /^20\d\d-(0[1-9]|1[0-2])$/.test(text),
  "Write the month as 2026-11.",
);

export const leadStatsQuerySchema = z.object({ month: monthSchema.optional() });

export const leadAdsQuerySchema = z.object({
  from: requestTimeSchema.optional(),
  to: requestTimeSchema.optional(),
});

/** By the time the form was filled in; `total` is the sum. Test leads are in none. */
export const leadStatsSchema = z.object({
  month: monthSchema,
  /** The month's bounds, as `from` and `to` of the list take them. */
  from: timeSchema,
  to: timeSchema,
  synced: z.number().int(),
  failed: z.number().int(),
  pending: z.number().int(),
  total: z.number().int(),
});
export type LeadStats = z.infer<typeof leadStatsSchema>;
