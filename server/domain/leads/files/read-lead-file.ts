import type {
  ImportError,
  ImportField,
  ImportLeads,
} from "#contract/leads/lead-import.ts";
import type { StoredAnswer } from "#contract/leads/answer-targets.ts";
import { IMPORT_FIELDS, MAX_IMPORT_ROWS } from "#contract/leads/lead-import.ts";
import type { LeadContact } from "#contract/leads/lead.ts";
import { foldText } from "#contract/text/fold.ts";
import { toLine } from "#contract/text/text.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import { readCsvRows } from "#server/domain/read-csv.ts";
import { emailKey, phoneKey } from "#server/domain/customers/contact-keys.ts";
import { CUSTOMER_ROW_MESSAGES } from "#server/domain/customers/read-customer-row.ts";
import {
  isContactField,
  toContact,
} from "#server/domain/leads/rows/map-answers.ts";

/** A row that can become a lead. */
export type FileLead = {
  contact: LeadContact;
  /** Every mapped or unmapped column with a value, as it was in the file. */
  answers: StoredAnswer[];
  createdTime: Date | null;
  statusId: string | null;
  sourceId: string | null;
};

/** The meanings of the file's words for a status or source. */
export type KnownForLeads = {
  country: string;
  statuses: ReadonlyMap<string, string>;
  sources: ReadonlyMap<string, string>;
};

const OWN_FIELD = /^field:\S.{0,59}$/;
const MAX_VALUE = 1000;

/**
 * Reads a file of leads. Pure.
 * @throws AppError invalid_input: no CSV, too many rows, or a mapping that names no column or no field
 */
export function readLeadFile(
  { csv, mapping }: Pick<ImportLeads, "csv" | "mapping">,
  known: KnownForLeads,
): {
  rows: number;
  leads: (FileLead & { row: number })[];
  errors: ImportError[];
} {
  const [columns = [], ...rows] = readRows(csv);
  requireLeadMapping(mapping, columns);
  if (rows.length > MAX_IMPORT_ROWS)
    throw invalidInput("csv", `At most ${MAX_IMPORT_ROWS} rows at once.`);
  const leads: (FileLead & { row: number })[] = [];
  const errors: ImportError[] = [];
  for (const [at, values] of rows.entries()) {
    // Row 1 has the names of the columns.
    const row = at + 2;
    const read = readLeadRow({ columns, values, row, mapping, known });
    if (read.errors.length > 0) errors.push(...read.errors);
    else leads.push({ ...read.lead, row });
  }
  return { rows: rows.length, leads, errors };
}

function readRows(csv: string): string[][] {
  return readCsvRows(csv).map((row) => row.map(toLine));
}

/** @throws AppError invalid_input: a column that the file lacks, or a target that leads lack */
export function requireLeadMapping(
  mapping: ImportLeads["mapping"],
  columns: readonly string[],
): void {
  for (const [column, to] of Object.entries(mapping)) {
    if (!columns.includes(column))
      throw invalidInput(`mapping.${column}`, "The file has no such column.");
    if (
      to !== null &&
      !isContactField(to) &&
      !isImportField(to) &&
      !OWN_FIELD.test(to)
    )
      throw invalidInput(
        `mapping.${column}`,
        "Choose a field of the contact, createdTime, status, source, or write field: and a key.",
      );
  }
}

function isImportField(text: string): text is ImportField {
  return IMPORT_FIELDS.some((field) => field === text);
}

/** Reads a row by the mapping of its columns. Pure. */
export function readLeadRow({
  columns,
  values,
  row,
  mapping,
  known,
}: {
  columns: readonly string[];
  values: readonly string[];
  row: number;
  mapping: ImportLeads["mapping"];
  known: KnownForLeads;
}): { lead: FileLead; errors: ImportError[] } {
  const errors: ImportError[] = [];
  const fail = (column: string | null, code: ImportError["code"]) =>
    errors.push(leadErrorAt(row, column, code));
  const answers: FileLead["answers"] = [];
  const toFields: Record<string, string | null> = {};
  const lead: Omit<FileLead, "contact" | "answers"> = {
    createdTime: null,
    statusId: null,
    sourceId: null,
  };
  for (const [at, column] of columns.entries()) {
    const value = values[at] ?? "";
    const to = mapping[column] ?? null;
    if (to === null || value === "") continue;
    if (value.length > MAX_VALUE) fail(column, "too_long");
    if (to === "createdTime") {
      lead.createdTime = readTime(value);
      if (lead.createdTime === null) fail(column, "time");
    } else if (to === "status") {
      lead.statusId = known.statuses.get(foldText(value)) ?? null;
      if (lead.statusId === null) fail(column, "status");
    } else if (to === "source") {
      lead.sourceId = known.sources.get(foldText(value)) ?? null;
      if (lead.sourceId === null) fail(column, "source");
    } else {
      if (to === "email" && emailKey(value) === null) fail(column, "email");
      if (to === "phone" && !isPhone(value, known.country))
        fail(column, "phone");
      toFields[column] = to;
      answers.push({ key: column, label: null, values: [value], to });
    }
  }
  const contact = toContact(answers, {
    questions: [],
    mapping: toFields,
    country: known.country,
  });
  if (answers.length === 0 && errors.length === 0) fail(null, "no_contact");
  return { lead: { ...lead, contact, answers }, errors };
}

export function leadErrorAt(
  row: number,
  column: string | null,
  code: ImportError["code"],
): ImportError {
  return { row, column, code, message: LEAD_ROW_MESSAGES[code] };
}

export const LEAD_ROW_MESSAGES: Record<ImportError["code"], string> = {
  email: "This is no email address.",
  phone: "This is no phone number.",
  time: "Write the time as 2026-11-29 or 2026-11-29T14:05:00Z.",
  status: "There is no such status.",
  source: "There is no such source.",
  too_long: `At most ${MAX_VALUE} characters.`,
  no_contact: "The row has no value in a mapped column.",
  erased: CUSTOMER_ROW_MESSAGES.erased,
};

const MIN_DIGITS = 5;

/** Without a country a national number cannot be read, but it can still be called. */
function isPhone(text: string, country: string): boolean {
  return (
    phoneKey(text, country) !== null ||
    (country === "" &&
      /^[\d\s()+./-]+$/.test(text) &&
      text.replace(/\D/g, "").length >= MIN_DIGITS)
  );
}

const TIME =
  /^20\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

function readTime(text: string): Date | null {
  if (!TIME.test(text)) return null;
  const time = new Date(text.replace(" ", "T"));
  return Number.isNaN(time.getTime()) ? null : time;
}
