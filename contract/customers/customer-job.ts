import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { locales } from "#contract/base/locales.ts";

/** The rows that an erasure has removed, and those that stay without a name. */
export const certificateSchema = z.object({
  customerId: idSchema,
  erasedAt: timeSchema,
  erased: z.object({
    identities: z.number().int(),
    messages: z.number().int(),
    files: z.number().int(),
    notes: z.number().int(),
    leads: z.number().int(),
    /** Entries of the ledger of consents. Certificates of before have none. */
    consents: z.number().int().optional(),
    /** Webhook deliveries from which the person's items were cut out. */
    deliveries: z.number().int(),
  }),
  /** The times and counts that figures need, without personal data. */
  kept: z.array(z.string()),
});
export type Certificate = z.infer<typeof certificateSchema>;

const base = {
  id: idSchema,
  state: z.enum(["running", "done", "failed"]),
  done: z.number(),
  total: z.number().nullable(),
  error: z.string().nullable(),
  createdAt: timeSchema,
  finishedAt: timeSchema.nullable(),
};

export const requestExportSchema = z.object({
  /** The language of the ZIP's pages. Default: the language of the agent who asks. */
  locale: z.enum(locales).optional(),
});
export type RequestExport = z.infer<typeof requestExportSchema>;

/** The last part of the open address of an export. */
export const exportLinkSchema = z.string().regex(/^[\w.-]{1,500}$/);

/** An export of a customer's data, good for 7 days. */
export const customerExportSchema = z.object({
  ...base,
  kind: z.literal("customer_export"),
  result: z
    .object({
      /** JSON with a list of the files. */
      url: z.string(),
      /** A ZIP of pages to read, JSON and the files; open to everyone who has the address. Jobs of before have none. */
      zipUrl: z.string().optional(),
    })
    .nullable(),
});
export type CustomerExport = z.infer<typeof customerExportSchema>;

export const customerErasureSchema = z.object({
  ...base,
  kind: z.literal("customer_erasure"),
  result: z.object({ certificate: certificateSchema }).nullable(),
});
export type CustomerErasure = z.infer<typeof customerErasureSchema>;
