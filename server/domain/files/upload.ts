import { channelRules } from "#contract/channel-rules.ts";
import type { Attachment } from "#contract/shapes.ts";
import { Prisma } from "#server/db/client.ts";
import { inTransaction, type Tx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  findFileKind,
  type FileKind,
} from "#server/domain/files/file-kinds.ts";
import { cleanName } from "#server/domain/files/file-name.ts";
import { prepareImage } from "#server/domain/files/pictures.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { newId } from "#server/runtime/crypto.ts";

export type Upload = { name: string; bytes: Uint8Array };

/** The most any upload may have; what a type may have is in the channel's rules. */
export const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;

const MAX_OPEN_UPLOADS = 200; // of one agent, not yet in any message: the disk is finite
const ORPHAN_AFTER_MS = 24 * 3_600_000;
const ORPHANS_A_ROUND = 500;

/**
 * Keeps a file until a message takes it; only its uploader may see it till
 * then. What it is, is decided by its bytes.
 * @throws AppError file_too_large, file_type_refused, invalid_input (empty),
 *   too_many_requests
 */
export async function uploadFile(
  context: Context,
  actor: Actor,
  { name: given, bytes }: Upload,
): Promise<Attachment> {
  // Cleaned before it is looked at: what is judged is what is shown.
  const name = cleanName(given) ?? "file";
  if (bytes.length === 0) throw invalidInput("file", "The file is empty.");
  requireSize(bytes, MAX_UPLOAD_BYTES);
  const kind = await findFileKind(name, bytes);
  if (!kind) throw new AppError("file_type_refused", { name });
  requireSize(bytes, channelRules.messenger.maxBytes[kind.type]);
  await requireRoom(context.db.prisma, actor); // before the work
  const image =
    kind.type === "image" ? await prepareImage(bytes, kind.mimeType) : null;
  const kept = image?.bytes ?? bytes;
  // Written anew it may have grown.
  requireSize(kept, channelRules.messenger.maxBytes[kind.type]);
  return store(context, actor, {
    name,
    bytes: kept,
    kind,
    width: image?.width ?? null,
    height: image?.height ?? null,
  });
}

/** Forgets uploads that no message took within 24 hours; answers how many. */
export async function removeOrphanUploads(context: Context): Promise<number> {
  const before = new Date(context.clock.now().getTime() - ORPHAN_AFTER_MS);
  // Rows first: a message that takes one in this moment either has it or is told that it is gone.
  const rows = await context.db.prisma.$queryRaw<
    { storageKey: string | null }[]
  >(Prisma.sql`
    delete from attachment where "messageId" is null and id in (
      select id from attachment
      where "messageId" is null and "createdAt" < ${before}::timestamptz
      order by "createdAt" limit ${ORPHANS_A_ROUND} for update skip locked)
    returning "storageKey"`);
  for (const { storageKey } of rows) {
    if (storageKey !== null) await context.files.remove(storageKey);
  }
  return rows.length;
}

type Kept = Upload & {
  kind: FileKind;
  width: number | null;
  height: number | null;
};

async function store(
  context: Context,
  actor: Actor,
  { name, bytes, kind, width, height }: Kept,
): Promise<Attachment> {
  const id = newId();
  const key = newFileKey();
  const { type, mimeType } = kind;
  const size = bytes.length;
  await context.files.put(key, bytes, mimeType);
  try {
    await inTransaction(context.db, async (tx) => {
      // One after the other, or those that come at once would each find room.
      await tx.$executeRaw(
        Prisma.sql`select pg_advisory_xact_lock(hashtextextended(${`uploads ${actor.agentId}`}, 0))`,
      );
      await requireRoom(tx, actor);
      await tx.attachment.create({
        data: {
          id,
          uploaderId: actor.agentId,
          type,
          name,
          mimeType,
          size,
          width,
          height,
          storageKey: key,
          state: "stored",
          createdAt: context.clock.now(),
        },
        select: { id: true },
      });
    });
  } catch (error) {
    await context.files.remove(key);
    throw error;
  }
  return {
    id,
    type,
    url: `/api/v1/files/${id}`,
    name,
    mimeType,
    size,
    width,
    height,
    state: "stored",
    meta: null,
  };
}

async function requireRoom(
  db: Pick<Tx, "attachment">,
  actor: Actor,
): Promise<void> {
  const open = await db.attachment.count({
    where: { uploaderId: actor.agentId, messageId: null },
  });
  if (open >= MAX_OPEN_UPLOADS) {
    throw new AppError("too_many_requests", { reason: "open_uploads" });
  }
}

function requireSize(bytes: Uint8Array, maxBytes: number): void {
  if (bytes.length <= maxBytes) return;
  throw new AppError("file_too_large", { maxBytes, size: bytes.length });
}
