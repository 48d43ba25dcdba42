import type {
  DataImport,
  ImportCounts,
  ImportKind,
  ImportSettings,
  ImportState,
  UndoCounts,
} from "#contract/imports/import.ts";
import type { FileForm } from "#contract/imports/import-file.ts";
import type { ActionKey } from "#contract/people/policy.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError } from "#server/domain/app-error.ts";

/** The right that each kind of import needs. */
export const IMPORT_ACTIONS = {
  customers: "customers.import",
  leads: "leads.import",
} as const satisfies Record<ImportKind, ActionKey>;

/** The kind of thing that the audit log names. */
export const TARGETS = {
  customers: "customer",
  leads: "lead",
} as const satisfies Record<ImportKind, string>;

/** So long what an import has changed can be undone; its rows are kept till then. */
export const UNDO_DAYS = 30;
const DAY_MS = 86_400_000;

/** The numbers of each step that has begun. */
export type StoredCounts = {
  check?: ImportCounts;
  run?: ImportCounts;
  undo?: UndoCounts;
};

export type ImportRow = {
  id: string;
  kind: ImportKind;
  state: ImportState;
  fileName: string;
  fileKey: string | null;
  form: FileForm;
  columns: string[];
  rowCount: number;
  settings: ImportSettings | null;
  place: number;
  counts: StoredCounts;
  error: string | null;
  createdById: string | null;
  createdByName: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  undoneAt: Date | null;
  undoneByName: string | null;
};

export const importColumns = Prisma.sql`id, kind, state, "fileName", "fileKey", form, columns, "rowCount", settings, place,
  counts, error, "createdById", "createdByName", "createdAt", "startedAt", "finishedAt", "undoneAt", "undoneByName"`;

/** Locks an import for a change. @throws AppError not_found: also one of another kind */
export async function lockImport(
  tx: Sql,
  kind: ImportKind,
  id: string,
): Promise<ImportRow> {
  const [row] = await tx.$queryRaw<ImportRow[]>(Prisma.sql`
    select ${importColumns} from data_import where id = ${id}::uuid and kind = ${kind} for update`);
  if (!row) throw new AppError("not_found", { id });
  return row;
}

/** @throws AppError wrong_state, with the state as it is now */
export function requireState(
  { state }: Pick<ImportRow, "state">,
  ...allowed: ImportState[]
): void {
  if (!allowed.includes(state))
    throw new AppError("wrong_state", { current: { state } });
}

/** The end of the time in which an import can be undone; null: it has changed nothing, or is undone. Pure. */
export function undoEnd({
  state,
  startedAt,
  counts,
}: Pick<ImportRow, "state" | "startedAt" | "counts">): Date | null {
  const { created = 0, updated = 0 } = counts.run ?? {};
  const canBe = state === "done" || state === "paused" || state === "failed";
  if (!canBe || startedAt === null || created + updated === 0) return null;
  return new Date(startedAt.getTime() + UNDO_DAYS * DAY_MS);
}

/** Turns a row into the form of the API. Pure. */
export function importShape(row: ImportRow, now: Date): DataImport {
  const end = undoEnd(row);
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    fileName: row.fileName,
    form: row.form,
    columns: row.columns,
    rowCount: row.rowCount,
    settings: row.settings,
    check: row.counts.check ?? null,
    run: row.counts.run ?? null,
    undo: row.counts.undo ?? null,
    createdBy: { id: row.createdById, name: row.createdByName },
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    undoUntil: end !== null && end > now ? end.toISOString() : null,
    undoneAt: row.undoneAt?.toISOString() ?? null,
    undoneBy: row.undoneByName,
  };
}
