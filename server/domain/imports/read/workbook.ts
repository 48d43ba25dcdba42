import fs from "node:fs/promises";
import type { Readable } from "node:stream";
import sax from "sax";
import yauzl from "yauzl";
import { toLine, truncate } from "#contract/text/text.ts";
import { invalidField } from "#server/domain/app-error.ts";
import type { FileRow } from "./file-row.ts";

/*
 * An XLSX workbook is a ZIP of XML. Its sheet is read part by part; only the texts that cells share, and the formats of
 * dates, are in memory. Values alone are read: a formula counts for the value that the spreadsheet saved with it. The
 * parser knows no entities but those of XML, and nothing outside of the file is fetched.
 */

type Entries = ReadonlyMap<string, yauzl.Entry>;
type Tag = { name: string; attributes: Record<string, string> };

const MAX_ENTRIES = 1_000;
/** The most that a part may have once it is unpacked: a bomb is refused by the size that it states, and cannot be larger. */
const MAX_SHEET_BYTES = 400 * 1024 * 1024;
const MAX_TEXTS_BYTES = 64 * 1024 * 1024;
const MAX_SMALL_BYTES = 8 * 1024 * 1024;
const MAX_CELL = 32_767;
const MAX_FORMAT = 255;
const MAX_SHEET_NAME = 255;
/** Rows of a sheet end there. */
const MAX_ROW = 1_048_576;
/** Columns of a sheet end at XFD; an import takes far fewer. */
const MAX_CELLS_OF_ROW = 500;

/** Whether a file begins as a ZIP does. */
export async function isWorkbook(path: string): Promise<boolean> {
  const file = await fs.open(path);
  try {
    const head = Buffer.alloc(4);
    await file.read(head, 0, 4, 0);
    return head.readUInt32BE() === 0x504b0304;
  } finally {
    await file.close();
  }
}

/**
 * Opens the first sheet that is not hidden. The file is closed when the rows end or are left.
 * @throws AppError invalid_input (`file`): no workbook, too large once unpacked
 */
export async function openWorkbook(
  path: string,
): Promise<{ sheet: string; rows: AsyncGenerator<FileRow> }> {
  const zip = await open(path).catch((error: unknown) => {
    throw asBroken(error);
  });
  try {
    const entries = await listEntries(zip);
    const { sheet, entry, dates1904 } = await findSheet(zip, entries);
    const texts = await readTexts(zip, entries);
    const isDate = await readDateStyles(zip, entries);
    const reading = { texts, isDate, dates1904 };
    return { sheet, rows: readSheet(zip, entry, reading) };
  } catch (error) {
    zip.close();
    throw asBroken(error);
  }
}

function open(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(
      path,
      { lazyEntries: true, autoClose: false, validateEntrySizes: true },
      (error, zip) => (error ? reject(error) : resolve(zip)),
    );
  });
}

async function listEntries(zip: yauzl.ZipFile): Promise<Entries> {
  if (zip.entryCount > MAX_ENTRIES) throw invalidField("file", "file_broken");
  const entries = new Map<string, yauzl.Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return entries;
}

async function findSheet(
  zip: yauzl.ZipFile,
  entries: Entries,
): Promise<{ sheet: string; entry: yauzl.Entry; dates1904: boolean }> {
  const targets = new Map<string, string>();
  await readPart(zip, entries.get("xl/_rels/workbook.xml.rels"), {
    open: ({ name, attributes: { Id = "", Target = "" } }) => {
      if (name === "Relationship")
        targets.set(Id, Target.replace(/^\/?(xl\/)?/, ""));
    },
  });
  const sheets: { name: string; id: string; isHidden: boolean }[] = [];
  let dates1904 = false;
  await readPart(zip, entries.get("xl/workbook.xml"), {
    open: ({ name, attributes }) => {
      if (name === "workbookPr")
        dates1904 = ["1", "true"].includes(attributes["date1904"] ?? "");
      if (name === "sheet")
        sheets.push({
          name: toLine(truncate(attributes["name"] ?? "", MAX_SHEET_NAME)),
          id: attributes["r:id"] ?? "",
          isHidden: (attributes["state"] ?? "visible") !== "visible",
        });
    },
  });
  for (const { name, id, isHidden } of sheets) {
    const entry = entries.get(`xl/${targets.get(id) ?? ""}`);
    if (entry && !isHidden) return { sheet: name, entry, dates1904 };
  }
  throw invalidField("file", "file_broken");
}

/** The texts that cells name by a number. Hints of how to speak a text are left out. */
async function readTexts(
  zip: yauzl.ZipFile,
  entries: Entries,
): Promise<string[]> {
  const texts: string[] = [];
  let text = "";
  let isText = false;
  let isHint = false;
  await readPart(
    zip,
    entries.get("xl/sharedStrings.xml"),
    {
      open: ({ name }) => {
        if (name === "si") text = "";
        if (name === "rPh") isHint = true;
        isText = name === "t" && !isHint;
      },
      text: (part) => {
        if (isText && text.length < MAX_CELL) text += part;
      },
      close: (name) => {
        if (name === "rPh") isHint = false;
        if (name === "t") isText = false;
        if (name === "si") texts.push(text);
      },
    },
    MAX_TEXTS_BYTES,
  );
  return texts;
}

/** By the number of a style, whether it shows a number as a date. */
async function readDateStyles(
  zip: yauzl.ZipFile,
  entries: Entries,
): Promise<boolean[]> {
  const own = new Map<string, boolean>();
  const styles: boolean[] = [];
  let isInCells = false;
  await readPart(zip, entries.get("xl/styles.xml"), {
    open: ({ name, attributes: { numFmtId = "0", formatCode = "" } }) => {
      if (name === "numFmt") own.set(numFmtId, isDateFormat(formatCode));
      if (name === "cellXfs") isInCells = true;
      if (name === "xf" && isInCells)
        styles.push(own.get(numFmtId) ?? isBuiltInDate(Number(numFmtId)));
    },
    close: (name) => {
      if (name === "cellXfs") isInCells = false;
    },
  });
  return styles;
}

function isBuiltInDate(id: number): boolean {
  return (
    (id >= 14 && id <= 22) ||
    (id >= 27 && id <= 36) ||
    (id >= 45 && id <= 47) ||
    (id >= 50 && id <= 58)
  );
}

function isDateFormat(code: string): boolean {
  // A colour or a condition in brackets, a text in quotes, and a letter after a backslash are no part of the date.
  const bare = truncate(code, MAX_FORMAT).replace(
    /"[^"]*"|\[[^[\]]*\]|\\./g,
    "",
  );
  return /[ymdh]/i.test(bare);
}

type Reading = {
  texts: readonly string[];
  isDate: readonly boolean[];
  dates1904: boolean;
};

async function* readSheet(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  reading: Reading,
): AsyncGenerator<FileRow> {
  let done: FileRow[] = [];
  let cells: string[] = [];
  let row = 0;
  let cell = { at: 0, type: "n", style: 0 };
  let text = "";
  let isValue = false;
  const parser = parserOf({
    open: ({ name, attributes }) => {
      if (name === "row") {
        row = rowAfter(row, attributes["r"]);
        cells = [];
        cell.at = -1;
      } else if (name === "c") {
        const { r, t = "n", s = "0" } = attributes;
        const at = r === undefined ? cell.at + 1 : columnOf(r);
        cell = { at, type: t, style: Number(s) };
        text = "";
      } else if (name === "v" || name === "t") isValue = true;
    },
    text: (part) => {
      if (isValue && text.length < MAX_CELL) text += part;
    },
    close: (name) => {
      if (name === "v" || name === "t") isValue = false;
      if (name === "c" && cell.at < MAX_CELLS_OF_ROW) {
        while (cells.length < cell.at) cells.push("");
        cells[cell.at] = valueOf(cell, text, reading);
      }
      if (name === "row") done.push({ row, cells });
    },
  });
  try {
    const stream = await openPart(zip, entry, MAX_SHEET_BYTES);
    for await (const part of stream) {
      parser.write(part as string);
      yield* done;
      done = [];
    }
    parser.close();
    yield* done;
  } catch (error) {
    throw asBroken(error);
  } finally {
    zip.close();
  }
}

/** The number of a row. One that states none behind the row before is taken for the next. Pure. */
function rowAfter(before: number, stated: string | undefined): number {
  const row = Number(stated);
  const isRow = Number.isInteger(row) && row > before && row <= MAX_ROW;
  return isRow ? row : before + 1;
}

/** "B7" → 1. */
function columnOf(place: string): number {
  let at = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(place)?.[0] ?? "A")
    at = at * 26 + letter.charCodeAt(0) - 64;
  return at - 1;
}

function valueOf(
  { type, style }: { type: string; style: number },
  text: string,
  { texts, isDate, dates1904 }: Reading,
): string {
  if (type === "s") return texts[Number(text)] ?? "";
  if (type === "b") return text === "1" ? "true" : "false";
  if (type === "e") return "";
  if (type !== "n" || text === "") return text;
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  if (isDate[style]) return dateOf(number, dates1904);
  // A long number, such as one of a telephone, is saved as 8.86912345678E+11.
  return Number.isInteger(number) && Math.abs(number) < 1e21
    ? BigInt(number).toString()
    : String(number);
}

const DAY_MS = 86_400_000;
/** Day 0 of a workbook's calendar. */
const EPOCH = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** 2026-11-29, or with a time 2026-11-29T14:05:00: a workbook knows no time zone. */
function dateOf(days: number, dates1904: boolean): string {
  const ms = Math.round((days * DAY_MS) / 1000) * 1000;
  const time = new Date((dates1904 ? EPOCH_1904 : EPOCH) + ms);
  if (Number.isNaN(time.getTime())) return String(days);
  const text = time.toISOString().slice(0, 19);
  return text.endsWith("T00:00:00") ? text.slice(0, 10) : text;
}

type Listener = {
  open?: (tag: Tag) => void;
  text?: (part: string) => void;
  close?: (name: string) => void;
};

function parserOf({ open, text, close }: Listener): sax.SAXParser {
  const parser = sax.parser(true, { position: false });
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = (tag) => open?.(tag as unknown as Tag);
  parser.ontext = (part) => text?.(part);
  parser.oncdata = (part) => text?.(part);
  parser.onclosetag = (name) => close?.(name);
  return parser;
}

async function readPart(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry | undefined,
  listener: Listener,
  maxBytes = MAX_SMALL_BYTES,
): Promise<void> {
  if (!entry) return;
  const parser = parserOf(listener);
  const stream = await openPart(zip, entry, maxBytes);
  for await (const part of stream) parser.write(part as string);
  parser.close();
}

async function openPart(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  maxBytes: number,
): Promise<Readable> {
  if (entry.uncompressedSize > maxBytes)
    throw invalidField("file", "file_unpacked");
  // The library fails at the first byte more than the part has stated.
  const stream = await zip.openReadStreamPromise(entry);
  return stream.setEncoding("utf8");
}

/** Errors of the ZIP and of its XML are about the file; ours and those of the disk stay. */
function asBroken(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "AppError") return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return /^E[A-Z]+$/.test(code) ? error : invalidField("file", "file_broken");
}
