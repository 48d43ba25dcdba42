import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { announceSettings } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  ScanUnavailable,
  type FileScanner,
} from "#server/domain/file-scanner.ts";
import {
  REFUSED,
  setFile,
  updateFileOfMessage,
} from "#server/domain/files/update-file.ts";

/** Scanned at once: as many as arrive at once. */
const AT_ONCE = 4;
const HARMLESS_TEXT = Buffer.from("A harmless text from Parley.");
/** A kept file that no scanner has seen. */
const UNSCANNED_FILE = Prisma.sql`state = 'stored' and "storageKey" is not null and "scannedAt" is null`;

/** refused: infected, and its bytes are removed. failed: no verdict, and the file is as it was. */
export type ScanCounts = { clean: number; refused: number; failed: number };

/** `stopped`: the reason why not all files were tried; null: all were. */
export type ScanResult = ScanCounts & { stopped: string | null };

export type ScanFinding = {
  fileId: string;
  outcome: "refused" | "failed";
  reason: string;
};

export type ScanProgress = {
  /** Called for each file that is not clean. */
  found(finding: ScanFinding): void;
  /** Called after each batch. */
  counted(counts: ScanCounts): void;
};

type KeptFile = { id: string; messageId: string | null; key: string };

type Outcome =
  | { kind: "clean" }
  | { kind: "refused"; reason: string }
  /** `stops`: the next file would fail as well. */
  | { kind: "failed"; reason: string; stops: boolean };

/** The number of kept files that no scanner has seen, and their bytes. */
export async function countUnscanned({
  db,
}: Context): Promise<{ files: number; bytes: number }> {
  const [row] = await db.sql.$queryRaw<
    { files: number; bytes: bigint }[]
  >(Prisma.sql`
    select count(*)::int as files, coalesce(sum(size), 0)::bigint as bytes from attachment where ${UNSCANNED_FILE}`);
  return { files: row?.files ?? 0, bytes: Number(row?.bytes ?? 0) };
}

/**
 * Scans the kept files that no scanner has seen. Each verdict is recorded at
 * once, so that another run goes on where this one ended. A file without a
 * verdict is left for another run. It stops where the scanner does not even
 * answer a harmless text, and where the files cannot be read.
 */
export async function scanKeptFiles(
  context: Context,
  scanner: FileScanner,
  { found, counted }: ScanProgress,
): Promise<ScanResult> {
  const counts = { clean: 0, refused: 0, failed: 0 };
  let files = await nextFiles(context, null);
  while (files.length > 0) {
    const outcomes = await Promise.all(
      files.map(async (file) => ({
        fileId: file.id,
        outcome: await scanOne(context, scanner, file),
      })),
    );
    let stopped: string | null = null;
    for (const { fileId, outcome } of outcomes) {
      counts[outcome.kind] += 1;
      if (outcome.kind === "clean") continue;
      const { kind, reason } = outcome;
      found({ fileId, outcome: kind, reason });
      if (kind === "failed" && outcome.stops) stopped = reason;
    }
    counted(counts);
    if (stopped !== null) return { ...counts, stopped };
    files = await nextFiles(context, files.at(-1)?.id ?? null);
  }
  return { ...counts, stopped: null };
}

function nextFiles({ db }: Context, after: string | null): Promise<KeptFile[]> {
  return db.sql.$queryRaw<KeptFile[]>(Prisma.sql`
    select id, "messageId", "storageKey" as key from attachment
    where ${UNSCANNED_FILE} and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${AT_ONCE}::int`);
}

async function scanOne(
  context: Context,
  scanner: FileScanner,
  file: KeptFile,
): Promise<Outcome> {
  try {
    // Asked first: the scanner's client takes a file that cannot be read for a verdict that did not come.
    await context.files.size(file.key);
    const verdict = await scanner.scan(context.files.read(file.key));
    if (verdict.kind === "clean") {
      await setFile(
        context.db.sql,
        { id: file.id, state: "stored" },
        Prisma.sql`"scannedAt" = now()`,
      );
      return { kind: "clean" };
    }
    await refuse(context, file);
    return { kind: "refused", reason: verdict.name };
  } catch (error) {
    return failureOf(scanner, error);
  }
}

/** @throws what says nothing about the file, the files' place or the scanner */
async function failureOf(
  scanner: FileScanner,
  error: unknown,
): Promise<Outcome> {
  if (error instanceof ScanUnavailable) {
    const stops = !(await answers(scanner));
    return { kind: "failed", reason: error.message, stops };
  }
  if (error instanceof AppError && error.code === "file_gone")
    return { kind: "failed", reason: "its bytes are missing", stops: false };
  if (error instanceof AppError && error.code === "storage_unavailable")
    return { kind: "failed", reason: "the bucket cannot be read", stops: true };
  throw error;
}

/** Whether the scanner gives a verdict on a harmless text. If it does, a file without one is at fault itself: too long, say. */
async function answers(scanner: FileScanner): Promise<boolean> {
  try {
    await scanner.scan(harmless());
    return true;
  } catch (error) {
    if (error instanceof ScanUnavailable) return false;
    throw error;
  }
}

async function* harmless(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(HARMLESS_TEXT);
}

/** Does to a kept file what is done to an infected one on arrival: the message says so, and an upload is gone. */
async function refuse(context: Context, file: KeptFile): Promise<void> {
  const { id, messageId } = file;
  if (messageId !== null)
    await updateFileOfMessage(
      context,
      { id, messageId, state: "stored" },
      REFUSED,
    );
  else if (!(await removeUpload(context, id))) {
    // A message took it while it was scanned.
    const [row] = await context.db.sql.$queryRaw<KeptFile[]>(Prisma.sql`
      select id, "messageId", "storageKey" as key from attachment where id = ${id}::uuid and ${UNSCANNED_FILE}`);
    if (row) await refuse(context, row);
  }
  await context.files.remove(file.key);
}

/** Removes an upload of no message from its draft, scheduled message or canned reply. False: a message has it. */
function removeUpload({ db }: Context, id: string): Promise<boolean> {
  return inSqlTransaction(db, async (tx) => {
    const [gone] = await tx.$queryRaw<
      { cannedReplyId: string | null }[]
    >(Prisma.sql`
      delete from attachment where id = ${id}::uuid and "messageId" is null returning "cannedReplyId"`);
    if (gone?.cannedReplyId) await announceSettings(tx, ["canned_replies"]);
    return gone !== undefined;
  });
}
