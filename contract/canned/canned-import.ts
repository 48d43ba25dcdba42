import { z } from "zod";
import { exactTextSchema } from "#contract/text/text-schema.ts";

/** Rows of one file. */
export const MAX_CANNED_ROWS = 500;
/** Within the bound of a JSON body. */
export const MAX_CANNED_CSV_CHARACTERS = 900_000;

/** The columns of the file, beside one for each language: `text` for all others, `text:zh-TW`. */
export const CANNED_COLUMNS = [
  "shortcut",
  "title",
  "category",
  "scope",
  "activeFrom",
  "activeUntil",
] as const;

export const importCannedRepliesSchema = z.object({
  /** The file's text, as the export writes it. Commas, semicolons and tabs separate. */
  csv: exactTextSchema({ min: 1, max: MAX_CANNED_CSV_CHARACTERS }),
  /** Checks only. */
  dryRun: z.boolean().default(false),
});
export type ImportCannedReplies = z.infer<typeof importCannedRepliesSchema>;

export const importedCannedRepliesSchema = z.object({
  rows: z.number().int(),
  /** With dryRun: how many would be created and changed. */
  created: z.number().int(),
  /** Existing canned replies with the shortcut and scope of a row. */
  updated: z.number().int(),
  /** A row with an error is left out. `row`: as a spreadsheet counts; the names of the columns are row 1. */
  errors: z.array(
    z.object({
      row: z.number().int(),
      /** Null: the row as a whole. */
      column: z.string().nullable(),
      code: z.enum(["invalid", "scope", "not_allowed", "twice", "no_text"]),
      message: z.string(),
    }),
  ),
});
export type ImportedCannedReplies = z.infer<typeof importedCannedRepliesSchema>;
