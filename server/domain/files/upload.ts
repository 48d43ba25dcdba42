import {
  CHANNEL_KINDS,
  rulesOf,
} from "#contract/channels/rules/channel-rules.ts";
import type { ChannelRules } from "#contract/channels/rules/rules.ts";
import type { Attachment } from "#contract/threads/message.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import type { FilePart } from "#server/domain/file-store.ts";
import { checkUpload } from "#server/domain/files/scan/check-upload.ts";
import {
  findFileKind,
  type FileKind,
} from "#server/domain/files/file-kinds.ts";
import { cleanName } from "#server/domain/files/file-name.ts";
import { prepareImage } from "#server/domain/files/pictures.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { newId } from "#server/runtime/crypto.ts";

/** An uploaded file, under the name that its sender gave it. */
export type Upload = { name: string; part: FilePart };

/** The most that any upload may have; the limit of each type is in the channel's rules. */
export const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;

const MAX_OPEN_UPLOADS = 200; // per agent, of files not yet in any message: the disk is finite

/**
 * Receives a file and keeps it until a message takes it; only its uploader may
 * see it until then. Its bytes decide its type.
 * @param receive brings the file; called once there is room for one more
 * @throws AppError file_too_large, file_type_refused, file_infected,
 * scan_unavailable, invalid_input (empty), too_many_requests, storage_full; and the errors of `receive`
 */
export async function uploadFile(
  context: Context,
  actor: Actor,
  receive: () => Promise<Upload>,
): Promise<Attachment> {
  return underWay(context, actor, async () => {
    const { name, part } = await receive();
    try {
      return await keep(context, actor, name, part);
    } finally {
      await part.discard();
    }
  });
}

/** The channel that it will go to is not known yet; the reply checks that channel's limits. */
const MAX_BYTES = CHANNEL_KINDS.map((kind) => rulesOf(kind)).reduce<
  ChannelRules["maxBytes"]
>(
  (most, { maxBytes }) => ({
    image: Math.max(most.image, maxBytes.image),
    video: Math.max(most.video, maxBytes.video),
    audio: Math.max(most.audio, maxBytes.audio),
    file: Math.max(most.file, maxBytes.file),
  }),
  { image: 0, video: 0, audio: 0, file: 0 },
);

async function keep(
  context: Context,
  actor: Actor,
  given: string,
  part: FilePart,
): Promise<Attachment> {
  // Cleaned before it is checked: the checked name is the shown one.
  const name = cleanName(given) ?? "file";
  if (part.size === 0) throw invalidInput("file", "The file is empty.");
  const kind = await findFileKind(name, part.path);
  if (!kind) throw new AppError("file_type_refused", { name });
  requireSize(part.size, MAX_BYTES[kind.type]);
  const isScanned = await checkUpload(context, actor, part);
  const image =
    kind.type === "image" ? await prepareImage(part.path, kind.mimeType) : null;
  const rewritten = image?.rewritten ?? null;
  const size = rewritten?.length ?? part.size;
  // A picture that was written again may have grown.
  requireSize(size, MAX_BYTES[kind.type]);
  return store(context, actor, {
    name,
    kind,
    size,
    width: image?.width ?? null,
    height: image?.height ?? null,
    isScanned,
    write: (key) =>
      rewritten === null ? part.keep(key) : context.files.put(key, rewritten),
  });
}

/** By agent, the number of uploads that this process receives now. */
const running = new WeakMap<Context, Map<string, number>>();

/** Checks for room before a byte is read, and again before the file is kept. */
async function underWay<T>(
  context: Context,
  actor: Actor,
  work: () => Promise<T>,
): Promise<T> {
  const counts = running.get(context) ?? new Map<string, number>();
  running.set(context, counts);
  const { agentId } = actor;
  const others = counts.get(agentId) ?? 0;
  counts.set(agentId, others + 1);
  try {
    if (others >= MAX_OPEN_UPLOADS) throw tooMany();
    await requireRoom(context.db.prisma, actor);
    return await work();
  } finally {
    const left = (counts.get(agentId) ?? 1) - 1;
    if (left === 0) counts.delete(agentId);
    else counts.set(agentId, left);
  }
}

type Kept = {
  name: string;
  kind: FileKind;
  /** Bytes. */
  size: number;
  write(key: string): Promise<void>;
  width: number | null;
  height: number | null;
  isScanned: boolean;
};

async function store(
  context: Context,
  actor: Actor,
  { name, kind, size, width, height, isScanned, write }: Kept,
): Promise<Attachment> {
  const id = newId();
  const key = newFileKey();
  const { type, mimeType } = kind;
  await write(key);
  try {
    await inPrismaTransaction(context.db, async (tx) => {
      // One request after the other, or requests at the same time would each find room.
      await lockUntilCommit(tx, `uploads ${actor.agentId}`);
      await requireRoom(tx, actor);
      const now = context.clock.now();
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
          scannedAt: isScanned ? now : null,
          createdAt: now,
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
  db: Pick<PrismaTx, "attachment">,
  actor: Actor,
): Promise<void> {
  const open = await db.attachment.count({
    where: {
      uploaderId: actor.agentId,
      messageId: null,
      cannedReplyId: null,
    },
  });
  if (open >= MAX_OPEN_UPLOADS) throw tooMany();
}

function tooMany(): AppError {
  return new AppError("too_many_requests", { reason: "open_uploads" });
}

function requireSize(size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  throw new AppError("file_too_large", { maxBytes, size });
}
