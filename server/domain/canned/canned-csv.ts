import { isDeepStrictEqual } from "node:util";
import {
  CANNED_COLUMNS,
  MAX_CANNED_ROWS,
  type ImportCannedReplies,
  type ImportedCannedReplies,
} from "#contract/canned/canned-import.ts";
import {
  createCannedReplySchema,
  type CreateCannedReply,
} from "#contract/canned/canned-reply-requests.ts";
import type {
  CannedReply,
  CannedScope,
} from "#contract/canned/canned-reply.ts";
import { CSV_MARK, csvLine } from "#contract/text/csv.ts";
import { foldText } from "#contract/text/fold.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { requireCannedScope } from "#server/domain/access/canned.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { readCsvRows } from "#server/domain/read-csv.ts";
import {
  createCannedReply,
  listCannedReplies,
  requireWindow,
  updateCannedReply,
} from "./canned-replies.ts";

/*
 * Canned replies as a CSV file: one row for each, one column for each language. A row belongs to the reply of the
 * same shortcut and scope. Files of replies do not travel.
 */

const TEXT = "text";
const LANGUAGE = /^text:(.+)$/;

type ImportError = ImportedCannedReplies["errors"][number];
type Row = { row: number; reply: CreateCannedReply };

/** The canned replies that the actor can use, line by line. */
export async function* exportCannedReplies(
  context: Context,
  actor: Actor,
): AsyncGenerator<string> {
  const replies = await listCannedReplies(context, actor);
  const names = await departmentNames(context.db.sql);
  const languages = [
    ...new Set(replies.flatMap(({ bodies }) => Object.keys(bodies))),
  ]
    .filter((language) => language !== "*")
    .sort();
  yield (
    CSV_MARK +
    csvLine([
      ...CANNED_COLUMNS,
      TEXT,
      ...languages.map((language) => `${TEXT}:${language}`),
    ])
  );
  for (const reply of replies)
    yield csvLine([
      reply.shortcut,
      reply.title,
      reply.category,
      scopeText(reply.scope, names),
      reply.activeFrom ?? "",
      reply.activeUntil ?? "",
      ...["*", ...languages].map((language) => reply.bodies[language] ?? ""),
    ]);
}

/**
 * Creates a canned reply of each row, or changes the one with its shortcut and scope. Rows with an error, and those
 * that the actor may not write, are reported and left out.
 * @throws AppError invalid_input: no CSV, too many rows, or no column of texts
 */
export async function importCannedReplies(
  context: Context,
  actor: Actor,
  { csv, dryRun }: ImportCannedReplies,
): Promise<ImportedCannedReplies> {
  const names = await departmentNames(context.db.sql);
  const { rows, found, errors } = readFile(csv, names);
  const held = new Map(
    (await listCannedReplies(context, actor)).map((reply) => [
      keyOf(reply),
      reply,
    ]),
  );
  let created = 0;
  let updated = 0;
  for (const { row, reply } of found) {
    const existing = held.get(keyOf(reply));
    if (existing && !differs(existing, reply)) continue;
    const refusal = await refusalOf(row, () =>
      write(context, actor, { existing, reply, dryRun }),
    );
    if (refusal) errors.push(refusal);
    else if (existing) updated += 1;
    else created += 1;
  }
  return { rows, created, updated, errors };
}

/** A dry run asks the same rights as the run itself. */
async function write(
  context: Context,
  actor: Actor,
  {
    existing,
    reply,
    dryRun,
  }: {
    existing: CannedReply | undefined;
    reply: CreateCannedReply;
    dryRun: boolean;
  },
): Promise<void> {
  if (existing) {
    if (!existing.mayEdit) throw new AppError("forbidden");
    requireWindow(reply);
    const { attachmentIds: _kept, scope: _same, ...patch } = reply;
    if (!dryRun) await updateCannedReply(context, actor, existing.id, patch);
    return;
  }
  if (!dryRun) {
    await createCannedReply(context, actor, reply);
    return;
  }
  requireWindow(reply);
  await inSqlTransaction(context.db, (tx) =>
    requireCannedScope(tx, actor, null, reply.scope),
  );
}

async function refusalOf(
  row: number,
  act: () => Promise<void>,
): Promise<ImportError | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isRight = error.code === "forbidden" || error.code === "not_found";
    return isRight
      ? wrong(
          row,
          "scope",
          "not_allowed",
          "You can’t change canned replies there.",
        )
      : wrong(row, null, "invalid", error.code);
  }
}

function readFile(
  csv: string,
  names: ReadonlyMap<string, string>,
): { rows: number; found: Row[]; errors: ImportError[] } {
  const [columns = [], ...rows] = readCsvRows(csv);
  const places = columns.map((column) => column.trim());
  if (!places.some((column) => column === TEXT || LANGUAGE.test(column)))
    throw invalidInput("csv", "The file has no column “text”.");
  if (rows.length > MAX_CANNED_ROWS)
    throw invalidInput("csv", `At most ${MAX_CANNED_ROWS} rows at once.`);
  const found: Row[] = [];
  const errors: ImportError[] = [];
  const seen = new Set<string>();
  for (const [at, values] of rows.entries()) {
    // Row 1 has the names of the columns.
    const row = at + 2;
    const read = readRow(row, places, values, names);
    if ("errors" in read) errors.push(...read.errors);
    else if (seen.has(keyOf(read.reply)))
      errors.push(wrong(row, "shortcut", "twice", "An earlier row has it."));
    else {
      seen.add(keyOf(read.reply));
      found.push({ row, reply: read.reply });
    }
  }
  return { rows: rows.length, found, errors };
}

function readRow(
  row: number,
  columns: readonly string[],
  values: readonly string[],
  names: ReadonlyMap<string, string>,
): { reply: CreateCannedReply } | { errors: ImportError[] } {
  const cell = (column: string) =>
    (values[columns.indexOf(column)] ?? "").trim();
  const scope = readScope(cell("scope"), names);
  if (scope === null)
    return { errors: [wrong(row, "scope", "scope", "No such department.")] };
  const bodies = Object.fromEntries(
    columns.flatMap((column, at) => {
      const language =
        column === TEXT ? "*" : LANGUAGE.exec(column)?.[1]?.trim();
      const text = (values[at] ?? "").trim();
      return language === undefined || text === "" ? [] : [[language, text]];
    }),
  );
  if (Object.keys(bodies).length === 0)
    return { errors: [wrong(row, TEXT, "no_text", "The row has no text.")] };
  const parsed = createCannedReplySchema.safeParse({
    shortcut: cell("shortcut").replace(/^\//, ""),
    title: cell("title"),
    category: cell("category"),
    scope,
    bodies,
    activeFrom: cell("activeFrom") || null,
    activeUntil: cell("activeUntil") || null,
  });
  if (parsed.success) return { reply: parsed.data };
  return {
    errors: parsed.error.issues.map(({ path, message }) =>
      wrong(row, columnOf(path), "invalid", message),
    ),
  };
}

function columnOf(path: readonly PropertyKey[]): string | null {
  const [first, language] = path.map(String);
  if (first !== "bodies") return first ?? null;
  return language === "*" || language === undefined
    ? TEXT
    : `${TEXT}:${language}`;
}

function wrong(
  row: number,
  column: string | null,
  code: ImportError["code"],
  message: string,
): ImportError {
  return { row, column, code, message };
}

function keyOf({
  shortcut,
  scope,
}: Pick<CreateCannedReply, "shortcut" | "scope">): string {
  const place = typeof scope === "string" ? scope : scope.departmentId;
  return `${place} ${shortcut}`;
}

function differs(held: CannedReply, reply: CreateCannedReply): boolean {
  const time = (text: string | null) =>
    text === null ? null : Date.parse(text);
  return !(
    held.title === reply.title &&
    held.category === reply.category &&
    time(held.activeFrom) === time(reply.activeFrom) &&
    time(held.activeUntil) === time(reply.activeUntil) &&
    isDeepStrictEqual(held.bodies, reply.bodies)
  );
}

/** Names of departments by id. */
async function departmentNames(
  sql: Pick<Sql, "$queryRaw">,
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from department`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function scopeText(
  scope: CannedScope,
  names: ReadonlyMap<string, string>,
): string {
  if (typeof scope === "string") return scope;
  return names.get(scope.departmentId) ?? scope.departmentId;
}

/** Without a value it is private. Null: no such department. */
function readScope(
  text: string,
  names: ReadonlyMap<string, string>,
): CannedScope | null {
  if (text === "" || text === "private") return "private";
  if (text === "everybody") return "everybody";
  const wanted = foldText(text);
  const found = [...names].find(
    ([id, name]) => id === text || foldText(name) === wanted,
  );
  return found ? { departmentId: found[0] } : null;
}
