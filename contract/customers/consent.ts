import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { pageOf } from "#contract/base/page.ts";
import { paragraphsSchema } from "#contract/text/text-schema.ts";

/** contact: to be written to without having written first. marketing: to receive offers and news. */
export const consentPurposes = ["contact", "marketing"] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];
export const consentPurposeSchema = z.enum(consentPurposes);

/** customer: they said so, and an agent recorded it. agent: a decision of the team. */
export const recordedSources = [
  "customer",
  "agent",
  "import",
  "integration",
] as const;
/** lead_form: Parley recorded a box of a lead form. */
export const consentSources = ["lead_form", ...recordedSources] as const;

/** One consent, given or withdrawn. An entry never changes; a later one replaces it. */
export const consentEntrySchema = z.object({
  id: idSchema,
  purpose: consentPurposeSchema,
  /** False: withdrawn, or not given. */
  given: z.boolean(),
  source: z.enum(consentSources),
  /** The channel on which it was given or withdrawn; null: on none, or not known. */
  channelId: idSchema.nullable(),
  /** The lead whose form asked for it. It may be deleted by now. */
  leadId: idSchema.nullable(),
  /** The text as the customer read it; null: not known. */
  text: z.string().nullable(),
  /** The same for the same text; null without one. */
  textVersion: z.string().nullable(),
  note: z.string().nullable(),
  /** Null: Parley. */
  actor: z.object({ id: idSchema, name: z.string() }).nullable(),
  /** When it was given or withdrawn. */
  at: timeSchema,
  /** When Parley recorded it. */
  recordedAt: timeSchema,
});
export type ConsentEntry = z.infer<typeof consentEntrySchema>;

/** A customer's entries, newest first, and the newest one for each purpose (null: nothing is recorded). */
export const consentsSchema = pageOf(consentEntrySchema).extend({
  state: z.object({
    contact: consentEntrySchema.nullable(),
    marketing: consentEntrySchema.nullable(),
  }),
});
export type Consents = z.infer<typeof consentsSchema>;

export const MAX_CONSENT_TEXT = 5_000;
export const MAX_CONSENT_NOTE = 1_000;

export const recordConsentSchema = z.object({
  purpose: consentPurposeSchema,
  /** False withdraws the consent. */
  given: z.boolean(),
  /** Left out: `integration` for a token, else `agent`. */
  source: z.enum(recordedSources).optional(),
  channelId: idSchema.nullable().optional(),
  /** The text that the customer agreed to, word for word. */
  text: paragraphsSchema({ min: 1, max: MAX_CONSENT_TEXT })
    .nullable()
    .optional(),
  note: paragraphsSchema({ min: 1, max: MAX_CONSENT_NOTE })
    .nullable()
    .optional(),
});
export type RecordConsent = z.infer<typeof recordConsentSchema>;
