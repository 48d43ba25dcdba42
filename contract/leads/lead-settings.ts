import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { idSchema, requestTimeSchema, timeSchema } from "#contract/base/ids.ts";
import { leadErrorSchema } from "#contract/leads/lead.ts";
import { isCurrency } from "#contract/base/currency.ts";
import { consentPurposeSchema } from "#contract/customers/consent.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { nameSchema } from "#contract/text/fields.ts";
import { exactTextSchema, lineSchema } from "#contract/text/text-schema.ts";

const fields = {
  /** The destination of a lead that neither its form nor its page assigns. */
  defaultAssignee: destinationSchema.nullable(),
  /** Null: Facebook or Instagram, by the lead's platform. */
  defaultSourceId: idSchema.nullable(),
  /** Null: the first status. */
  defaultStatusId: idSchema.nullable(),
  /** Leads with the same e-mail address or phone number belong to one customer. */
  duplicateDetection: z.boolean(),
  /** Whether the assignee of a lead gets an email, unless they have chosen for themselves (`/me/notifications`). */
  notifyByEmail: z.boolean(),
  /** The reasons to choose from when a lead is lost; any other text may be entered too. */
  lostReasons: z.array(lineSchema({ min: 1, max: 200 })).max(50),
  /** Whether a lead can be lost only with a reason. */
  lostReasonRequired: z.boolean(),
  /** Minutes of office time without a first contact, after which supervisors are alerted. Null: never. */
  lateMinutes: z.number().int().min(1).max(1440).nullable(),
  /** Office hours without activity, after which the owner of an open lead gets an alert, and after as many again the supervisors. Null: never. */
  stalledHours: z.number().int().min(1).max(1000).nullable(),
  /** Whether a person who writes from an ad becomes a lead. */
  adLeads: z.boolean(),
  /** The currency of the leads' values, ISO 4217. Null: leads have no value. */
  currency: exactTextSchema({ max: 3 })
    .refine(isCurrency, "Choose a currency.")
    .nullable(),
};
export const leadSettingsSchema = z.object(fields);
export type LeadSettings = z.infer<typeof leadSettingsSchema>;
export const updateLeadSettingsSchema = leadSettingsSchema.partial();
export type UpdateLeadSettings = z.infer<typeof updateLeadSettingsSchema>;

export const defaultLeadSettings: LeadSettings = {
  defaultAssignee: null,
  defaultSourceId: null,
  defaultStatusId: null,
  duplicateDetection: true,
  notifyByEmail: true,
  lostReasons: [],
  lostReasonRequired: false,
  lateMinutes: 5,
  stalledHours: 40,
  adLeads: true,
  currency: null,
};

/** The beginning of new leads of one page or form. */
const newLeadSchema = z.object({
  assignTo: destinationSchema.nullable(),
  /** Null: as the page has it, else the settings. */
  defaultStatusId: idSchema.nullable(),
  defaultSourceId: idSchema.nullable(),
});
export type NewLeadDefaults = z.infer<typeof newLeadSchema>;
const updateNewLeadSchema = newLeadSchema.partial();
export type UpdateNewLeadDefaults = z.infer<typeof updateNewLeadSchema>;

export const leadPageSchema = z.object({
  channelId: idSchema,
  pageId: z.string(),
  name: z.string(),
  monitoring: z.boolean(),
  leadsReceived: z.number().int(),
  lastLeadAt: timeSchema.nullable(),
  lastError: leadErrorSchema.extend({ at: timeSchema }).nullable(),
  ...newLeadSchema.shape,
});
export type LeadPage = z.infer<typeof leadPageSchema>;

export const updateLeadPageSchema = z.object({
  monitoring: z.boolean().optional(),
  ...updateNewLeadSchema.shape,
});
export type UpdateLeadPage = z.infer<typeof updateLeadPageSchema>;

/** The id of a form at the vendor. */
export const formIdSchema = exactTextSchema({ min: 1, max: 100 });

/** A member of `contact`, `field:{key}`, or null: kept as an answer only. */
export const mapToSchema = exactTextSchema({ min: 1, max: 80 }).nullable();

export const leadFormSchema = z.object({
  id: z.string(),
  channelId: idSchema,
  name: z.string().nullable(),
  locale: z.string().nullable(),
  status: z.string().nullable(),
  questions: z.array(
    z.object({
      key: z.string(),
      label: z.string().nullable(),
      type: z.string().nullable(),
      options: z.array(z.object({ key: z.string(), value: z.string() })),
      /** The destination of the answer. */
      to: z.string().nullable(),
      /** Whether a person chose that. */
      chosen: z.boolean(),
    }),
  ),
  /** The boxes that ask for a consent. `purpose`: what a ticked one gives; null: nothing that is recorded. */
  consents: z.array(
    z.object({
      key: z.string(),
      text: z.string().nullable(),
      purpose: consentPurposeSchema.nullable(),
    }),
  ),
  ...newLeadSchema.shape,
  leadsReceived: z.number().int(),
});
export type LeadForm = z.infer<typeof leadFormSchema>;

export const leadFormsQuerySchema = z.object({ channel: idSchema.optional() });

const mappingSchema = z
  .array(
    z.object({ key: exactTextSchema({ min: 1, max: 500 }), to: mapToSchema }),
  )
  .max(200);
export type Mapping = z.infer<typeof mappingSchema>;

export const updateLeadFormSchema = z.object({
  ...updateNewLeadSchema.shape,
  mapping: mappingSchema.optional(),
  /** Boxes that are not named keep their purpose. */
  consents: z
    .array(
      z.object({
        key: exactTextSchema({ min: 1, max: 500 }),
        purpose: consentPurposeSchema.nullable(),
      }),
    )
    .max(100)
    .optional(),
});
export type UpdateLeadForm = z.infer<typeof updateLeadFormSchema>;

export const previewMappingSchema = z.object({ mapping: mappingSchema });

/** The last leads of a form, with what each field gets by the mapping that is saved (`before`) and by the given one (`after`). */
export const mappingPreviewSchema = z.object({
  items: z.array(
    z.object({
      leadId: idSchema,
      /** As the lead's contact has it now. */
      name: z.string().nullable(),
      createdTime: timeSchema,
      /** Fields that have a value by one of the mappings. */
      fields: z.array(
        z.object({
          /** A member of contact, or `field:{key}`. */
          to: z.string(),
          before: contact("free", z.string()).nullable(),
          after: contact("free", z.string()).nullable(),
        }),
      ),
    }),
  ),
});
export type MappingPreview = z.infer<typeof mappingPreviewSchema>;

export const testLeadSchema = z.object({
  channelId: idSchema,
  formId: formIdSchema.optional(),
});
export type TestLead = z.infer<typeof testLeadSchema>;

export const leadBackfillSchema = z.object({
  channelId: idSchema,
  /** Default: a week ago. */
  since: requestTimeSchema.optional(),
});

const stages = z.enum(["open", "won", "lost"]);

export const leadStatusSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** The key of a status that came with Parley and still has its first name: new, contacted, qualified, won, lost. */
  key: z.string().nullable(),
  stage: stages,
  position: z.number().int(),
  /** Leads of the filter with this status that the caller may see, counted up to 1,000. */
  leads: z.number().int(),
  /** The sum of their values in the currency of the settings; null: none of them has one. */
  amountMinor: z.number().int().nullable(),
  /** The reasons that a lost lead can have, and whether it needs one. Empty and false unless the stage is “lost”. */
  reasons: z.array(z.string()),
  reasonRequired: z.boolean(),
});
export type LeadStatus = z.infer<typeof leadStatusSchema>;

export const leadStatusesSchema = z.object({
  items: z.array(leadStatusSchema),
  /** The currency of the sums and of new values; null: leads have no value. */
  currency: z.string().nullable(),
});
export type LeadStatuses = z.infer<typeof leadStatusesSchema>;

export const createLeadStatusSchema = z.object({
  name: nameSchema,
  stage: stages.default("open"),
});
export const updateLeadStatusSchema = z.object({
  name: nameSchema.optional(),
  stage: stages.optional(),
  position: z.number().int().min(0).max(1000).optional(),
});

export const leadSourceSchema = z.object({
  id: idSchema,
  name: z.string(),
  key: z.string().nullable(),
});
export type LeadSource = z.infer<typeof leadSourceSchema>;
export const leadSourceRequestSchema = z.object({ name: nameSchema });
