import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { ownFields } from "#contract/base/own-fields.ts";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { destinationSchema } from "#contract/routing/destination.ts";

/** The fields of a contact that a form can fill. */
export const CONTACT_FIELDS = [
  "name",
  "firstName",
  "lastName",
  "email",
  "phone",
  "company",
  "jobTitle",
  "street",
  "city",
  "state",
  "postCode",
  "country",
  "birthday",
  "gender",
] as const;
export type ContactField = (typeof CONTACT_FIELDS)[number];

const text = z.string().nullable();
/** The text that people type into it: a number, too. */
const typed = contact("free", z.string()).nullable();

export const leadContactSchema = z.object({
  name: contact("free", z.string()).nullable(),
  firstName: typed,
  lastName: typed,
  email: contact("text", z.string()).nullable(),
  phone: contact("text", z.string()).nullable(),
  company: typed,
  jobTitle: typed,
  street: typed,
  city: text,
  state: text,
  postCode: text,
  country: text,
  birthday: text,
  gender: text,
  /** Fields of the company's own, by key. */
  fields: ownFields(contact("fields", z.record(z.string(), z.string()))),
});
export type LeadContact = z.infer<typeof leadContactSchema>;

/** One question of the form with its answer. `label`: as the person read it; null: the form does not tell. */
export const leadAnswerSchema = z.object({
  key: z.string(),
  label: text,
  values: z.array(z.string()),
  /** The fields that the answer fills, as the form is mapped now and was when it came: members of `contact`, or `field:{key}`. */
  targets: z.array(z.string()),
});
export type LeadAnswer = z.infer<typeof leadAnswerSchema>;

/** An answer is shown as the field that it fills is. */
const leadAnswersSchema = ownFields(
  contact("answers", z.array(leadAnswerSchema)),
);

/** Consents given or refused, with the words of the form. */
export const leadConsentSchema = z.object({
  key: z.string(),
  text,
  given: z.boolean(),
});
export type LeadConsent = z.infer<typeof leadConsentSchema>;

export const leadStates = ["pending", "synced", "failed"] as const;

/** Why the details are not here. `message`: what the vendor said; `fix`: what to do. */
export const leadErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
});
export type LeadError = z.infer<typeof leadErrorSchema>;

const named = z.object({ id: z.string(), name: text });

export const leadSchema = z.object({
  id: idSchema,
  /** Null: the page is not connected (any more), or the lead was imported. */
  channelId: idSchema.nullable(),
  pageId: z.string(),
  formId: z.string(),
  formName: text,
  /** The vendor's id. Begins with `import:` for an imported lead and with `ad:` for a person who wrote from an ad. */
  leadgenId: z.string(),
  platform: z.enum(["fb", "ig"]).nullable(),
  organic: z.boolean().nullable(),
  test: z.boolean(),
  ad: named.nullable(),
  adset: named.nullable(),
  campaign: named.nullable(),
  state: z.enum(leadStates),
  nextAttemptAt: timeSchema.nullable(),
  error: leadErrorSchema.nullable(),
  /** Null until the details are here. */
  contact: leadContactSchema.nullable(),
  answers: leadAnswersSchema,
  consents: z.array(leadConsentSchema),
  statusId: idSchema.nullable(),
  /** Why it was lost; only while its status is of the stage lost. */
  lostReason: text,
  sourceId: idSchema.nullable(),
  /** The value of the lead, in the smallest unit of the currency; null: it has none. */
  value: z
    .object({ amountMinor: z.number().int(), currency: z.string() })
    .nullable(),
  assignedTo: destinationSchema.nullable(),
  /** The agent who has it. */
  owner: z.object({ id: idSchema, name: z.string() }).nullable(),
  customerId: idSchema.nullable(),
  /** The newest conversation of its customer. */
  threadId: idSchema.nullable(),
  /** The first lead of the same person. */
  duplicateOf: idSchema.nullable(),
  firstTouchAt: timeSchema.nullable(),
  /** When the form was filled in. */
  createdTime: timeSchema,
  /** When Parley heard of it. */
  createdAt: timeSchema,
});
export type Lead = z.infer<typeof leadSchema>;

/** The contact data of a lead that a role with masked contact data gets once it asks for it. */
export const revealedLeadSchema = leadSchema.pick({
  contact: true,
  answers: true,
});
export type RevealedLead = z.infer<typeof revealedLeadSchema>;

export const callDirections = ["out", "in"] as const;
export const callOutcomes = [
  "reached",
  "no_answer",
  "voicemail",
  "busy",
  "wrong_number",
] as const;

export const leadAttemptSchema = z.object({
  id: idSchema,
  at: timeSchema,
  /** Null: Parley. */
  actor: z.object({ id: idSchema.nullable(), name: z.string() }).nullable(),
  /**
   * received, ad (a person wrote from an ad), requested (a test lead), recovered (by a back-fill), imported; synced,
   * waiting (tried again later), failed; and what people did: retried, assigned,
   * taken, accepted (it rang for them), released, transferred, status, source, value, contact, kept_apart,
   * messaged (the first reply to the person), noted (a note), called (a call that was logged; `payload` has its
   * direction and outcome); updated (the vendor says that it changed). What routing did: offered (`agents` for whom it
   * rings, at most 20), declined and missed (`agents`), overflowed (`from`, `to`, `why`).
   */
  outcome: z.string(),
  error: leadErrorSchema.nullable(),
  payload: contact("facts", z.record(z.string(), z.unknown())),
});
export type LeadAttempt = z.infer<typeof leadAttemptSchema>;
