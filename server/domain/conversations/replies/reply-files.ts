import type {
  ChannelRules,
  OutgoingAttachmentType,
} from "#contract/channels/rules/rules.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { PostMessage } from "#contract/threads/message-requests.ts";

type Upload = {
  id: string;
  type: OutgoingAttachmentType;
  size: number | null;
};

/** @throws AppError not_supported, file_too_large: the thread's channel does not accept the files. */
export function requireFilesThatFit(
  { attachments, maxBytes }: ChannelRules,
  files: Upload[],
): void {
  if (files.length > 0 && !attachments)
    throw new AppError("not_supported", { what: "attachments" });
  for (const { type, size } of files)
    if ((size ?? 0) > maxBytes[type])
      throw new AppError("file_too_large", {
        maxBytes: maxBytes[type],
        size,
      });
}

/** @throws AppError invalid_input: not the actor's own upload, or already used by a message. */
export async function ownUploads(
  tx: Sql,
  actor: Actor,
  { attachments = [] }: Pick<PostMessage, "attachments">,
): Promise<Upload[]> {
  if (attachments.length === 0) return [];
  const ids = attachments.map(({ id }) => id);
  const rows = await tx.$queryRaw<Upload[]>(Prisma.sql`
    select id, type, size from attachment where id = any(${ids}::uuid[])
      and "uploaderId" = ${actor.agentId}::uuid and "messageId" is null and "cannedReplyId" is null and state = 'stored'`);
  return ids.map((id, index) => {
    const row = rows.find((candidate) => candidate.id === id);
    if (!row) throw notAnUpload(index);
    return row;
  });
}

/** @throws AppError invalid_input: another message has used the file at the same moment. */
export async function attach(
  tx: Sql,
  pairs: { fileId: string; messageId: string }[],
): Promise<void> {
  if (pairs.length === 0) return;
  const rows = pairs.map((pair, position) => ({ ...pair, position }));
  const taken = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update attachment f set "messageId" = x."messageId", position = x.position
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x("fileId" uuid, "messageId" uuid, position int)
    where f.id = x."fileId" and f."messageId" is null returning f.id`);
  const ids = new Set(taken.map(({ id }) => id));
  const lost = pairs.findIndex(({ fileId }) => !ids.has(fileId));
  if (lost !== -1) throw notAnUpload(lost);
}

function notAnUpload(index: number): AppError {
  return invalidInput(
    `attachments.${index}.id`,
    "Upload the file first; each upload can be sent once.",
  );
}
