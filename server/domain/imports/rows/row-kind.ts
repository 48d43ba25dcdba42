import type {
  ImportRowError,
  ImportSettings,
} from "#contract/imports/import.ts";
import type { Vault } from "#server/runtime/crypto.ts";
import type { Sql } from "#server/db/sql.ts";

/** A row of the file as it is staged. */
export type StagedRow = { row: number; cells: string[] };

export type RowResult = {
  row: number;
  outcome: "created" | "updated" | "skipped" | "failed";
  key?: string | null;
  errors?: { column: string | null; code: ImportRowError }[];
  targetId?: string;
  /** For the undo: the values that the row has replaced, and its own. */
  before?: object;
  after?: object;
};

/** A row that has changed something, the last one first. */
export type DoneRow = {
  row: number;
  outcome: "created" | "updated";
  targetId: string;
  before: unknown;
  after: unknown;
};

export type UndoneRow = { row: number; undo: "removed" | "restored" | "kept" };

export type ImportJob = {
  id: string;
  columns: string[];
  settings: ImportSettings;
  /** The person who began the import. */
  actor: { agentId: string | null; name: string };
  now: Date;
  /** Opens the ledger of erased people. */
  vault: Vault;
};

/** The work on some rows of one kind, in the caller's transaction. */
export type RowKind = {
  /** The effect that `run` would have; changes nothing. */
  check(tx: Sql, job: ImportJob, rows: StagedRow[]): Promise<RowResult[]>;
  run(tx: Sql, job: ImportJob, rows: StagedRow[]): Promise<RowResult[]>;
  undo(tx: Sql, job: ImportJob, rows: DoneRow[]): Promise<UndoneRow[]>;
  /** @throws AppError invalid_input (`mapping.…`): a column that the file lacks, or a target that there is not */
  requireSettings(columns: readonly string[], settings: ImportSettings): void;
};
