import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { cannedVisibleTo } from "#server/domain/access/canned.ts";
import { isKept, visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import { hasDangerousEnding } from "#server/domain/files/dangerous-endings.ts";
import { cleanName } from "#server/domain/files/file-name.ts";
import type { ByteRange, FileBytes } from "#server/domain/file-backend.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

export type OpenedFile = {
  /** The Content-Type to send: harmless whatever the file claims to be. */
  mimeType: string;
  name: string;
  /** Bytes. */
  size: number;
  /** Unquoted. A file never changes under its id. */
  etag: string;
  /** Whether it may be shown in the browser; else it is only a download. */
  inline: boolean;
  /** Reads the bytes, or a range of them. The file is opened at the first byte. @throws AppError file_gone */
  read(range?: ByteRange): FileBytes;
};

type Row = {
  type: string;
  name: string | null;
  mimeType: string | null;
  storageKey: string;
};

// Only formats that cannot carry a program: no SVG, no PDF, no HTML.
const INLINE =
  /^(image\/(jpeg|png|gif|webp|avif|bmp)|video\/(mp4|quicktime|webm|ogg|x-m4v)|audio\/(mpeg|mp4|x-m4a|aac|wav|x-wav|ogg|opus|webm|amr|flac))$/;
const DOWNLOAD =
  /^(application\/(pdf|rtf|zip|json)|application\/vnd\.[\w.+-]+|text\/(plain|csv|markdown|calendar|vcard|tab-separated-values)|image\/[\w.+-]+|video\/[\w.+-]+|audio\/[\w.+-]+)$/;

/**
 * Opens a file for an agent who may see its thread, or who has uploaded it and
 * not sent it yet, or who may see the thread in which it is to be sent later, or who may use the canned reply that it belongs to. A file of an unsent message is gone for everyone.
 * @throws AppError not_found: missing, forbidden and not fetched yet look
 * alike; file_gone
 */
export async function openFile(
  context: Context,
  actor: Actor,
  attachmentId: string,
): Promise<OpenedFile> {
  const [row] = await context.db.sql.$queryRaw<Row[]>(Prisma.sql`
    select f.type, f.name, f."mimeType", f."storageKey"
    from attachment f
    left join message m on m.id = f."messageId"
    left join thread t on t.id = m."threadId"
    where f.id = ${attachmentId}::uuid and f.state = 'stored' and f."storageKey" is not null
      and case when f."cannedReplyId" is not null then exists (
          select 1 from canned_reply c where c.id = f."cannedReplyId" and ${cannedVisibleTo(actor)})
        when f."messageId" is null then f."uploaderId" = ${actor.agentId}::uuid or exists (
          select 1 from scheduled_message s join thread t on t.id = s."threadId"
          where s."agentId" = f."uploaderId" and f.id = any(s."attachmentIds") and ${visibleTo(actor)})
        else m."deletedAt" is null and ${visibleTo(actor)} end`);
  if (!row) throw new AppError("not_found", { attachmentId });
  return opened(context, row);
}

/**
 * Opens a sent file for anyone with its open address: see public-file.ts.
 * @throws AppError not_found: no such address, revoked, or of a deleted thread; file_gone
 */
export async function openPublicFile(
  context: Context,
  token: string,
): Promise<OpenedFile> {
  const [row] = await context.db.sql.$queryRaw<Row[]>(Prisma.sql`
    select f.type, f.name, f."mimeType", f."storageKey"
    from attachment f join message m on m.id = f."messageId" join thread t on t.id = m."threadId"
    where f."publicToken" = ${token} and f.state = 'stored' and f."storageKey" is not null
      and m."deletedAt" is null and ${isKept}`);
  if (!row) throw new AppError("not_found", { address: "media" });
  return opened(context, row);
}

async function opened(context: Context, row: Row): Promise<OpenedFile> {
  const { storageKey } = row;
  return {
    ...presentation(row),
    size: await context.files.size(storageKey),
    etag: sha256Hex(storageKey).slice(0, 32),
    read: (range) => context.files.read(storageKey, range),
  };
}

function presentation({ type, name, mimeType }: Row) {
  const said = mimeType?.toLowerCase() ?? "";
  const inline = INLINE.test(said);
  const harmless = inline || (DOWNLOAD.test(said) && !said.includes("svg"));
  return {
    inline,
    mimeType: harmless ? said : "application/octet-stream",
    name: nameToSave(name ?? `${type}${endingOf(said)}`),
  };
}

/**
 * A customer's file keeps its name, but not an ending that a double click
 * would run: a person who wants that must first remove the added ending.
 */
function nameToSave(name: string): string {
  const clean = cleanName(name) ?? "file";
  return hasDangerousEnding(clean) ? `${clean}.unsafe` : clean;
}

function endingOf(mimeType: string): string {
  const ending = /\/(?:x-)?([a-z0-9]+)$/.exec(mimeType)?.[1];
  return ending === undefined ? "" : `.${ending}`.replace("jpeg", "jpg");
}
