import { z } from "zod";

/** Rows of one file, without the names of the columns. */
export const MAX_FILE_ROWS = 100_000;
export const MAX_FILE_COLUMNS = 100;
/** A file of 100,000 rows in UTF-16 has 30 megabytes, say. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

export const FILE_ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "big5",
  "gb18030",
  "windows-1252",
] as const;
export type FileEncoding = (typeof FILE_ENCODINGS)[number];

export const FILE_DELIMITERS = [",", ";", "\t", "|"] as const;
export type FileDelimiter = (typeof FILE_DELIMITERS)[number];

/** The reading of a file. A workbook needs neither encoding nor delimiter. */
export const fileFormSchema = z.object({
  format: z.enum(["csv", "xlsx"]),
  encoding: z.enum(FILE_ENCODINGS).nullable(),
  delimiter: z.enum(FILE_DELIMITERS).nullable(),
  /** The name of the sheet that was read: the first one that is not hidden. */
  sheet: z.string().nullable(),
});
export type FileForm = z.infer<typeof fileFormSchema>;
