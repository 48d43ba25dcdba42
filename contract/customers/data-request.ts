import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { idSchema, requestTimeSchema, timeSchema } from "#contract/base/ids.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import { certificateSchema } from "#contract/customers/customer-job.ts";
import { lineSchema, paragraphsSchema } from "#contract/text/text-schema.ts";

export const MAX_REQUEST_NAME = 200;
export const MAX_REQUEST_TEXT = 1_000;
export const MAX_REQUEST_STEPS = 200;

export const REQUEST_KINDS = [
  "access",
  "correct",
  "erase",
  "restrict",
  "object",
  "portability",
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** The ways by which a request comes. */
export const REQUEST_WAYS = [
  "email",
  "phone",
  "letter",
  "chat",
  "meta",
  "other",
] as const;

export const JURISDICTIONS = ["gdpr", "taiwan", "singapore", "china"] as const;
export type Jurisdiction = (typeof JURISDICTIONS)[number];

export const REQUEST_STATES = ["open", "answered", "refused"] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const requestStepSchema = z.object({
  at: timeSchema,
  /** The teammate, or the vendor whose callback it was. */
  by: z.string(),
  what: z.enum([
    "received",
    "identity",
    "extended",
    "answered",
    "refused",
    "reopened",
    "note",
    "erased",
  ]),
  /** Null: it has none, or the person was erased. */
  text: contact("free", z.string().nullable()),
});
export type RequestStep = z.infer<typeof requestStepSchema>;

/** A person asks the company about the data it has about them. */
export const dataRequestSchema = z.object({
  id: idSchema,
  kind: z.enum(REQUEST_KINDS),
  /** As the person named themselves. Once they are erased, or if no one knows it: a pseudonym. */
  name: z.string(),
  contact: contact("free", z.string().nullable()),
  customerId: idSchema.nullable(),
  way: z.enum(REQUEST_WAYS),
  receivedAt: timeSchema,
  identity: z
    .object({ at: timeSchema, by: z.string(), how: z.string().nullable() })
    .nullable(),
  jurisdiction: z.enum(JURISDICTIONS),
  dueAt: timeSchema,
  /** The law gives more time, once; null: it was not taken. */
  extended: z
    .object({ at: timeSchema, reason: z.string().nullable() })
    .nullable(),
  ownerId: idSchema.nullable(),
  state: z.enum(REQUEST_STATES),
  refusedReason: z.string().nullable(),
  /** Also of a refusal. */
  answeredAt: timeSchema.nullable(),
  /** By which the vendor and the person can ask for the state of a request from Meta. */
  confirmationCode: z.string().nullable(),
  /** The person's data were erased: only the dates, the certificate and a pseudonym are left. */
  erasedAt: timeSchema.nullable(),
});
export type DataRequest = z.infer<typeof dataRequestSchema>;

const answerSchema = z.object({ answered: z.string(), refused: z.string() });

/** One request with its steps, the texts to answer it with, and the certificate of the erasure of its customer. */
export const dataRequestDetailSchema = dataRequestSchema.extend({
  steps: z.array(requestStepSchema),
  /** The same answer in each language. */
  answers: z.object({
    en: answerSchema,
    "zh-CN": answerSchema,
    "zh-TW": answerSchema,
  }),
  certificate: certificateSchema.nullable(),
});
export type DataRequestDetail = z.infer<typeof dataRequestDetailSchema>;

export const listDataRequestsSchema = pageQuerySchema.extend({
  state: z.enum(REQUEST_STATES).optional(),
});
export type ListDataRequests = z.infer<typeof listDataRequestsSchema>;

const nameSchema = lineSchema({ min: 1, max: MAX_REQUEST_NAME });
const contactSchema = lineSchema({ max: MAX_REQUEST_NAME });
const reasonSchema = paragraphsSchema({ min: 1, max: MAX_REQUEST_TEXT });

export const createDataRequestSchema = z.object({
  kind: z.enum(REQUEST_KINDS),
  name: nameSchema,
  contact: contactSchema.nullish(),
  customerId: idSchema.nullish(),
  way: z.enum(REQUEST_WAYS),
  /** Left out: now. */
  receivedAt: requestTimeSchema.optional(),
  /** Left out: that of the newest request, else `gdpr`. */
  jurisdiction: z.enum(JURISDICTIONS).optional(),
  ownerId: idSchema.nullish(),
});
export type CreateDataRequest = z.infer<typeof createDataRequestSchema>;

export const updateDataRequestSchema = z.object({
  kind: z.enum(REQUEST_KINDS).optional(),
  name: nameSchema.optional(),
  contact: contactSchema.nullish(),
  customerId: idSchema.nullish(),
  jurisdiction: z.enum(JURISDICTIONS).optional(),
  ownerId: idSchema.nullish(),
  /** The caller has checked who the person is, and how. */
  identity: z.object({ how: reasonSchema }).optional(),
  /** Takes the additional time, once, where the law allows it. */
  extension: z.object({ reason: reasonSchema }).optional(),
  state: z.enum(REQUEST_STATES).optional(),
  /** Required to refuse. */
  refusedReason: reasonSchema.optional(),
});
export type UpdateDataRequest = z.infer<typeof updateDataRequestSchema>;

export const addRequestStepSchema = z.object({ text: reasonSchema });
export type AddRequestStep = z.infer<typeof addRequestStepSchema>;
