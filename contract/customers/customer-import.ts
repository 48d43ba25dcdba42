import { z } from "zod";
import { exactTextSchema } from "#contract/text/text-schema.ts";

/** Rows of one request; larger files are sent in parts. */
export const MAX_CUSTOMER_ROWS = 1_000;
const MAX_COLUMN = 200;
/** Within the bound of a JSON body. */
export const MAX_CUSTOMER_CSV = 900_000;

/** Where a column can go, beside `field:{key}`. */
export const CUSTOMER_TARGETS = [
  "name",
  "email",
  "phone",
  "locale",
  "stage",
] as const;
export type CustomerTarget = (typeof CUSTOMER_TARGETS)[number];

/** The email or phone number of a row is a customer's already. skip: the row is left out; fill: what is empty gets a value; overwrite: what the row has counts. */
export const EXISTING_WAYS = ["skip", "fill", "overwrite"] as const;
export const existingWaySchema = z.enum(EXISTING_WAYS);
export type ExistingWay = z.infer<typeof existingWaySchema>;

export const importCustomersSchema = z.object({
  /** The file's text. The first line has the names of the columns; commas, semicolons and tabs separate. */
  csv: exactTextSchema({ min: 1, max: MAX_CUSTOMER_CSV }),
  /** Column → name, email, phone, locale, stage (by its name), `field:{key}`, or null. Columns that are not named are left out. */
  mapping: z.record(
    exactTextSchema({ min: 1, max: MAX_COLUMN }),
    exactTextSchema({ max: 70 })
      .regex(
        /^(name|email|phone|locale|stage|field:\S.*)$/,
        "Choose name, email, phone, locale or stage, or write field: and a key.",
      )
      .nullable(),
  ),
  existing: existingWaySchema.default("fill"),
  /** Checks only. */
  dryRun: z.boolean().default(false),
});
export type ImportCustomers = z.infer<typeof importCustomersSchema>;

export const customerImportErrors = [
  "email",
  "phone",
  "external_id",
  "locale",
  "stage",
  "value",
  "too_long",
  "no_key",
  "two_customers",
  "erased",
] as const;
export type CustomerRowError = (typeof customerImportErrors)[number];

export const importedCustomersSchema = z.object({
  rows: z.number().int(),
  /** With dryRun: how many would be created. */
  created: z.number().int(),
  updated: z.number().int(),
  /** Rows of customers that are there already, and with nothing to change. */
  skipped: z.number().int(),
  /** A row with an error is left out. `row`: as a spreadsheet counts; the names of the columns are row 1. */
  errors: z.array(
    z.object({
      row: z.number().int(),
      /** Null: the row as a whole. */
      column: z.string().nullable(),
      code: z.enum(customerImportErrors),
      message: z.string(),
    }),
  ),
});
export type ImportedCustomers = z.infer<typeof importedCustomersSchema>;
