import type { Attachment } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Files of canned replies. A message takes a file for good, so each use of a canned reply gets copies. */

type FileRow = {
  id: string;
  cannedReplyId: string;
  type: Attachment["type"];
  name: string | null;
  mimeType: string | null;
  size: number | null;
  width: number | null;
  height: number | null;
};

const columns = Prisma.sql`id, "cannedReplyId", type, name, "mimeType", size, width, height`;

/** The files of these canned replies, in their order. */
export async function cannedFiles(
  reader: Pick<Sql, "$queryRaw">,
  cannedReplyIds: string[],
): Promise<Map<string, Attachment[]>> {
  const rows = await reader.$queryRaw<FileRow[]>(Prisma.sql`
    select ${columns} from attachment where "cannedReplyId" = any(${cannedReplyIds}::uuid[])
    order by position, id`);
  const byReply = Map.groupBy(rows, ({ cannedReplyId }) => cannedReplyId);
  return new Map(
    [...byReply].map(([id, files]) => [id, files.map(toAttachment)]),
  );
}

/**
 * Sets the files: its own that stay, and the actor's uploads.
 * @returns the storage keys of the files that went; remove them after the commit
 * @throws AppError invalid_input: neither of these
 */
export async function setCannedFiles(
  tx: Sql,
  actor: Actor,
  cannedReplyId: string,
  attachmentIds: string[],
): Promise<string[]> {
  const gone = await tx.$queryRaw<{ storageKey: string | null }[]>(Prisma.sql`
    delete from attachment where "cannedReplyId" = ${cannedReplyId}::uuid and id <> all(${attachmentIds}::uuid[])
    returning "storageKey"`);
  const rows = attachmentIds.map((id, position) => ({ id, position }));
  const set = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update attachment f set "cannedReplyId" = ${cannedReplyId}::uuid, position = x.position
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, position int)
    where f.id = x.id and f."messageId" is null and f.state = 'stored' and (f."cannedReplyId" = ${cannedReplyId}::uuid
      or (f."cannedReplyId" is null and f."uploaderId" = ${actor.agentId}::uuid))
    returning f.id`);
  const taken = new Set(set.map(({ id }) => id));
  const lost = attachmentIds.findIndex((id) => !taken.has(id));
  if (lost !== -1)
    throw invalidInput(`attachmentIds.${lost}`, "Upload the file first.");
  return gone.flatMap(({ storageKey }) => storageKey ?? []);
}

/** After the commit: the sweep finds what a crash leaves here. */
export async function removeFiles(
  context: Context,
  keys: string[],
): Promise<void> {
  for (const key of keys) await context.files.remove(key);
}

type KeptRow = FileRow & { storageKey: string; scannedAt: Date | null };

/** Copies the files as uploads of the actor. @throws AppError storage_full, file_gone */
export async function copyCannedFiles(
  context: Context,
  actor: Actor,
  cannedReplyId: string,
): Promise<Attachment[]> {
  const rows = await context.db.sql.$queryRaw<KeptRow[]>(Prisma.sql`
    select ${columns}, "storageKey", "scannedAt" from attachment
    where "cannedReplyId" = ${cannedReplyId}::uuid and "storageKey" is not null order by position, id`);
  const copies: KeptRow[] = [];
  for (const row of rows) {
    const storageKey = newFileKey();
    const bytes = await context.files.get(row.storageKey);
    await context.files.put(storageKey, bytes);
    copies.push({ ...row, id: newId(), storageKey });
  }
  if (copies.length > 0)
    await inSqlTransaction(context.db, (tx) =>
      tx.$executeRaw(Prisma.sql`
        insert into attachment (id, "uploaderId", type, name, "mimeType", size, width, height, "storageKey", "scannedAt",
          state, "createdAt")
        select x.id, ${actor.agentId}::uuid, x.type, x.name, x."mimeType", x.size, x.width, x.height, x."storageKey", x."scannedAt",
          'stored', ${context.clock.now()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(copies)}::jsonb) as x(id uuid, type text, name text,
          "mimeType" text, size int, width int, height int, "storageKey" text, "scannedAt" timestamptz)`),
    );
  return copies.map(toAttachment);
}

function toAttachment({
  id,
  type,
  name,
  mimeType,
  size,
  width,
  height,
}: FileRow): Attachment {
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
