import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import { existingWaySchema } from "#contract/customers/customer-import.ts";
import {
  FILE_DELIMITERS,
  FILE_ENCODINGS,
  fileFormSchema,
} from "#contract/imports/import-file.ts";
import { exactTextSchema, lineSchema } from "#contract/text/text-schema.ts";

export const IMPORT_KINDS = ["customers", "leads"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/**
 * draft: the file is here. checking → checked: each row was tried without a change. running ⇄ paused → done: rows are
 * imported. undoing → undone: what they changed is taken back. failed: it stopped by an error, and can be resumed.
 */
export const IMPORT_STATES = [
  "draft",
  "checking",
  "checked",
  "running",
  "paused",
  "done",
  "undoing",
  "undone",
  "failed",
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** A worker is at it: its numbers rise. */
export function isUnderWay(state: ImportState): boolean {
  return state === "checking" || state === "running" || state === "undoing";
}

/** The value that says that a row and a customer are one person. */
export const IMPORT_KEYS = ["email", "phone", "externalId"] as const;
export type ImportKey = (typeof IMPORT_KEYS)[number];

/**
 * Why the company may keep and contact these people. consent_contact and consent_marketing are recorded as consents of
 * each customer who has no entry for that purpose.
 */
export const CONSENT_BASES = [
  "consent_contact",
  "consent_marketing",
  "contract",
  "legitimate_interest",
] as const;
export type ConsentBasis = (typeof CONSENT_BASES)[number];

export const MAX_IMPORT_SOURCE = 200;
const MAX_COLUMN = 210;
const MAX_TARGET = 70;

export const importSettingsSchema = z.object({
  /** Column → its target, or null. Customers: name, email, phone, externalId, locale, stage, `field:{key}`. Leads: a member of contact, createdTime, status, source, `field:{key}`. Columns that are not named are left out. */
  mapping: z.record(
    exactTextSchema({ min: 1, max: MAX_COLUMN }),
    exactTextSchema({ min: 1, max: MAX_TARGET }).nullable(),
  ),
  /** For customers: each row needs it. Leads have none: every row is a new lead. */
  key: z.enum(IMPORT_KEYS).default("email"),
  /** For customers: what happens to those who are there already. */
  existing: existingWaySchema.default("fill"),
  /** The origin of the file. */
  source: lineSchema({ min: 1, max: MAX_IMPORT_SOURCE }),
  basis: z.enum(CONSENT_BASES),
});
export type ImportSettings = z.infer<typeof importSettingsSchema>;

export const changeImportFormSchema = z.object({
  encoding: z.enum(FILE_ENCODINGS).optional(),
  delimiter: z.enum(FILE_DELIMITERS).optional(),
});
export type ChangeImportForm = z.infer<typeof changeImportFormSchema>;

export const importQuerySchema = pageQuerySchema;

/** Why a row can’t be imported. */
export const IMPORT_ROW_ERRORS = [
  "email",
  "phone",
  "external_id",
  "locale",
  "stage",
  "value",
  "time",
  "status",
  "source",
  "too_long",
  "no_key",
  "no_contact",
  "two_customers",
  "erased",
  "not_saved",
] as const;
export type ImportRowError = (typeof IMPORT_ROW_ERRORS)[number];

export const importRowErrorSchema = z.object({
  /** As a spreadsheet counts; the names of the columns are row 1. */
  row: z.number().int(),
  /** Null: the row as a whole. */
  column: z.string().nullable(),
  code: z.enum(IMPORT_ROW_ERRORS),
  message: z.string(),
});
export type ImportFault = z.infer<typeof importRowErrorSchema>;

export const importCountsSchema = z.object({
  /** Rows that the step has finished. */
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  /** Rows of customers that are there already, and with nothing to change. */
  skipped: z.number().int(),
  /** Rows with an error. They are left out. */
  failed: z.number().int(),
});
export type ImportCounts = z.infer<typeof importCountsSchema>;

export const undoCountsSchema = z.object({
  rows: z.number().int(),
  /** Customers or leads that the import had added. */
  removed: z.number().int(),
  restored: z.number().int(),
  /** Changed or used since, so that they stay as they are. */
  kept: z.number().int(),
});
export type UndoCounts = z.infer<typeof undoCountsSchema>;

export const dataImportSchema = z.object({
  id: idSchema,
  kind: z.enum(IMPORT_KINDS),
  state: z.enum(IMPORT_STATES),
  fileName: z.string(),
  form: fileFormSchema,
  columns: z.array(z.string()),
  /** Rows with a value. */
  rowCount: z.number().int(),
  /** Null: not checked yet. */
  settings: importSettingsSchema.nullable(),
  /** By step; null: not begun. */
  check: importCountsSchema.nullable(),
  run: importCountsSchema.nullable(),
  undo: undoCountsSchema.nullable(),
  createdBy: z.object({ id: idSchema.nullable(), name: z.string() }),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  /** The import can be undone until then; null: not now. */
  undoUntil: timeSchema.nullable(),
  undoneAt: timeSchema.nullable(),
  undoneBy: z.string().nullable(),
});
export type DataImport = z.infer<typeof dataImportSchema>;

export const openedImportSchema = dataImportSchema.extend({
  /** The first rows as they were read, until the import starts. Empty in the file of another person, for who sees contact data masked or not all own fields. */
  sample: z.array(z.array(z.string())),
  /** By column: what its name and the caller’s earlier imports speak for. */
  guess: z.record(z.string(), z.string().nullable()),
  /** The first errors of the last step; GET …/errors has all. */
  errors: z.array(importRowErrorSchema),
});
export type OpenedImport = z.infer<typeof openedImportSchema>;
