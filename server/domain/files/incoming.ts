import { backOffMs } from "#server/runtime/back-off.ts";
import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Context } from "#server/domain/context.ts";
import type { FilePart } from "#server/domain/file-store.ts";
import type { Content, FileSource } from "#server/domain/files/content.ts";
import type { Verdict } from "#server/domain/files/scan/verdict.ts";
import type { ClaimedType } from "#server/domain/files/fit-claim.ts";
import { measurePicture } from "#server/domain/files/pictures.ts";
import {
  ATTEMPTS_SHOWN_AS_FETCHING,
  UNSCANNED,
} from "#server/domain/files/shown-state.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import {
  REFUSED,
  setFile,
  updateFileOfMessage,
} from "#server/domain/files/update-file.ts";

/** A customer's file at the vendor's address, to be kept here. */
export type IncomingFile = {
  channelKind: ChannelKind;
  id: string;
  messageId: string;
  threadId: string;
  /** The vendor's id of the message; null: the vendor cannot be asked for it. */
  mid: string | null;
  /** The type that the message named. */
  type: string;
  name: string | null;
  sourceUrl: string;
  attempts: number;
  /** Its bytes were kept and wait for the scanner; null: they are still at the vendor. */
  storageKey: string | null;
};

/** While a file is claimed, no other process fetches it. After a crash the claim ends then. */
const CLAIM_MS = 120_000;
const FIRST_BACKOFF_MS = 2_000;
const LAST_BACKOFF_MS = 6 * 3_600_000;
/** Until then a link, or a new one from the vendor, may work. */
const GIVE_UP_AFTER = "7 days";
/** Room is checked before anything is fetched; this only spreads the rush. */
const OURS_WAIT_MS = 30_000;
/**
 * A kept file without a verdict is scanned again after a quarter of the time since it came, within these bounds. A
 * scanner that is back soon gets it soon, and one that cannot take the file does not get it twice a minute for ever.
 */
const FIRST_SCAN_PAUSE = "30 seconds";
export const LAST_SCAN_PAUSE_MINUTES = 15;

export const INCOMING_DUE = Prisma.sql`state = 'pending' and "dueAt" <= ${ROUNDED_NOW}`;

/** Claims up to `limit` files that are due. */
export function claimIncoming(
  context: Context,
  limit: number,
): Promise<IncomingFile[]> {
  return context.db.sql.$queryRaw<IncomingFile[]>(Prisma.sql`
    update attachment f set attempts = f.attempts + 1, "dueAt" = now() + ${CLAIM_MS} * interval '1 millisecond'
    from (select id from attachment where ${INCOMING_DUE}
      order by "dueAt" limit ${limit} for update skip locked) due, message m join channel ch on ch.id = m."channelId"
    where f.id = due.id and m.id = f."messageId"
    returning ch.kind as "channelKind", f.id, f."messageId", m."threadId", m."externalId" as mid, f.type, f.name, f."sourceUrl", f.attempts, f."storageKey"`);
}

/** The index of the file among its message's files, from 0, and their number; stickers do not count. */
export async function placeAmongFiles(
  { db }: Context,
  { id, messageId }: IncomingFile,
): Promise<{ index: number; of: number }> {
  const files = await db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from attachment where "messageId" = ${messageId}::uuid and type <> 'sticker'
      and "sourceUrl" is not null order by position`);
  return {
    index: files.findIndex((file) => file.id === id),
    of: files.length,
  };
}

/**
 * Keeps a fetched file under its final name and shows it with its real type.
 * If the message was unsent meanwhile, nothing is kept. One that the scanner
 * has not seen is kept and shown to no one before `settleScan`.
 * @throws AppError storage_full: see `releaseIncoming`
 */
export async function keepIncoming(
  context: Context,
  file: IncomingFile,
  {
    part,
    content: { mimeType, extension },
    type,
    verdict,
  }: {
    part: FilePart;
    content: Content;
    type: ClaimedType;
    verdict: Exclude<Verdict, "infected">;
  },
): Promise<void> {
  const key = newFileKey();
  const picture = await pictureSize(part.path, mimeType);
  try {
    await part.keep(key);
  } finally {
    await part.discard();
  }
  const kept = await update(
    context,
    file,
    Prisma.sql`${verdict === "unknown" ? SCAN_LATER : stored(verdict)}, "storageKey" = ${key}, "mimeType" = ${mimeType}, type = ${type},
      size = ${part.size}, width = ${picture.width}, height = ${picture.height}, name = coalesce(name, ${`${file.id.slice(0, 8)}.${extension}`})`,
  );
  if (!kept) await context.files.remove(key);
}

/** Records a failed attempt: it is tried again with growing pauses, and given up after a week. `final`: never again. */
export async function failIncoming(
  context: Context,
  file: IncomingFile,
  { reason, final }: { reason: string; final: boolean },
): Promise<void> {
  if (final) {
    await update(context, file, givenUp(reason));
    return;
  }
  const waitMs = backOffMs({
    failures: file.attempts,
    firstMs: FIRST_BACKOFF_MS,
    lastMs: LAST_BACKOFF_MS,
  });
  const postponed = Prisma.sql`error = ${reason},
    state = case when "createdAt" < now() - ${GIVE_UP_AFTER}::interval then 'failed' else state end,
    "storageKey" = case when "createdAt" < now() - ${GIVE_UP_AFTER}::interval then null else "storageKey" end,
    "dueAt" = case when "createdAt" < now() - ${GIVE_UP_AFTER}::interval then null
      else now() + ${waitMs} * interval '1 millisecond' end`;
  // Screens get one event: when the file is first shown as missing. One that waited for the scanner was shown so until now.
  if (file.attempts === ATTEMPTS_SHOWN_AS_FETCHING || file.storageKey !== null)
    await update(context, file, postponed);
  else await set(context.db.sql, file.id, postponed);
}

/** Releases a file that could not be kept because of our disk or database. It counts as no attempt, however often that happens. */
export async function releaseIncoming(
  context: Context,
  { id }: IncomingFile,
): Promise<void> {
  await set(
    context.db.sql,
    id,
    Prisma.sql`error = 'ours', attempts = greatest(attempts - 1, 0),
      "dueAt" = now() + ${OURS_WAIT_MS} * interval '1 millisecond'`,
  );
}

/** The scanner has seen a kept file: it is shown, or removed for good. */
export async function settleScan(
  context: Context,
  file: IncomingFile,
  verdict: Exclude<Verdict, "unknown">,
): Promise<void> {
  if (verdict !== "infected") {
    await update(context, file, stored(verdict));
    return;
  }
  await update(context, file, REFUSED);
  if (file.storageKey !== null) await context.files.remove(file.storageKey);
}

/** The scanner gave no verdict on a kept file. It counts as no attempt, however often that happens. */
export async function awaitScan(
  { db }: Context,
  { id }: IncomingFile,
): Promise<void> {
  await set(db.sql, id, SCAN_LATER);
}

/** The number of files that wait for a verdict, and the seconds since the oldest came. */
export async function countAwaitingScan(
  sql: Sql,
): Promise<{ files: number; oldestSeconds: number }> {
  const [row] = await sql.$queryRaw<
    { files: number; oldestSeconds: number | null }[]
  >(Prisma.sql`
    select count(*)::int as files, extract(epoch from now() - min("createdAt"))::float8 as "oldestSeconds"
    from attachment where state = 'pending' and error = ${UNSCANNED}`);
  return { files: row?.files ?? 0, oldestSeconds: row?.oldestSeconds ?? 0 };
}

const SCAN_LATER = Prisma.sql`error = ${UNSCANNED}, attempts = greatest(attempts - 1, 0),
  "dueAt" = now() + least(greatest((now() - "createdAt") / 4, ${FIRST_SCAN_PAUSE}::interval), ${LAST_SCAN_PAUSE_MINUTES} * interval '1 minute')`;

function stored(verdict: "clean" | "none"): Prisma.Sql {
  const scannedAt = verdict === "clean" ? Prisma.sql`now()` : Prisma.sql`null`;
  return Prisma.sql`state = 'stored', error = null, "dueAt" = null, "scannedAt" = ${scannedAt}`;
}

function givenUp(reason: string): Prisma.Sql {
  return Prisma.sql`state = 'failed', error = ${reason}, "dueAt" = null, "storageKey" = null`;
}

/** Width and height of a picture that we can read; a customer may send other formats. */
async function pictureSize(
  source: FileSource,
  mimeType: string,
): Promise<{ width: number | null; height: number | null }> {
  const unknown = { width: null, height: null };
  if (!mimeType.startsWith("image/")) return unknown;
  try {
    return await measurePicture(source);
  } catch {
    return unknown;
  }
}

function set(sql: Sql, id: string, assignment: Prisma.Sql): Promise<number> {
  return setFile(sql, { id, state: "pending" }, assignment);
}

function update(
  context: Context,
  { id, messageId }: IncomingFile,
  assignment: Prisma.Sql,
): Promise<boolean> {
  const file = { id, messageId, state: "pending" } as const;
  return updateFileOfMessage(context, file, assignment);
}
