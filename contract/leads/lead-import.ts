import { z } from "zod";
import { exactTextSchema } from "#contract/text/text-schema.ts";
import { mapToSchema } from "#contract/leads/lead-settings.ts";

/** Rows of one request; larger files are sent in parts. */
export const MAX_IMPORT_ROWS = 1000;
const MAX_COLUMN = 200;
/** Within the bound of a JSON body. */
export const MAX_CSV_CHARACTERS = 900_000;

/** Besides the fields of a contact: where a column of a file can go. */
export const IMPORT_FIELDS = ["createdTime", "status", "source"] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

export const importLeadsSchema = z.object({
  /** The file's text. The first line has the names of the columns; commas, semicolons and tabs separate. */
  csv: exactTextSchema({ min: 1, max: MAX_CSV_CHARACTERS }),
  /** Column → a member of contact, `field:{key}`, createdTime, status, source, or null. Columns that are not named are left out. */
  mapping: z.record(exactTextSchema({ min: 1, max: MAX_COLUMN }), mapToSchema),
  /** Checks only. */
  dryRun: z.boolean().default(false),
});
export type ImportLeads = z.infer<typeof importLeadsSchema>;

export const importErrorCodes = [
  "email",
  "phone",
  "time",
  "status",
  "source",
  "too_long",
  "no_contact",
  "erased",
] as const;

export const importedLeadsSchema = z.object({
  rows: z.number().int(),
  /** With dryRun: how many would be created. */
  created: z.number().int(),
  /** A row with an error is not created. `row`: as a spreadsheet counts; the names of the columns are row 1. */
  errors: z.array(
    z.object({
      row: z.number().int(),
      /** Null: the row as a whole. */
      column: z.string().nullable(),
      code: z.enum(importErrorCodes),
      message: z.string(),
    }),
  ),
});
export type ImportedLeads = z.infer<typeof importedLeadsSchema>;
export type ImportError = ImportedLeads["errors"][number];
