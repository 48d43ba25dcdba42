import type { Message } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";

/** A message, note or thread event to write. */
export type NewMessage = {
  id: string;
  threadId: string;
  channelId: string;
  direction: Message["direction"];
  kind: Message["kind"];
  authorType: Message["author"]["type"];
  authorId: string | null;
  authorName: string | null;
  text: string | null;
  status: Message["status"];
  externalId: string | null;
  clientId: string | null;
  part: number;
  /** See `waiting.ts`; omitted where it does not apply. */
  inboundNo?: number;
  replyToExternalId: string | null;
  event: Message["event"];
  sentAt: Date;
  /** Number of customer messages that had arrived in the thread by then, this one included; see seen.ts. */
  inboundCount: number;
  attachments: NewAttachment[];
};

export type NewAttachment = {
  id: string;
  type: string;
  name: string | null;
  sourceUrl: string | null;
  meta: Record<string, unknown> | null;
};

/**
 * Writes messages in one statement and their attachments in another. The unique indexes skip messages that
 * are already stored (same vendor id on the channel, same composer key in the thread).
 * @returns the messages that were written.
 */
export async function insertMessages(
  tx: Sql,
  messages: NewMessage[],
): Promise<NewMessage[]> {
  if (messages.length === 0) return [];
  const written = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`${insertion(messages)} on conflict do nothing returning id`,
  );
  const ids = new Set(written.map(({ id }) => id));
  const fresh = messages.filter(({ id }) => ids.has(id));
  await insertAttachments(tx, fresh);
  return fresh;
}

/**
 * Writes messages that are known to be new, and reads nothing back. @throws an error that isUniqueViolation
 * recognizes
 */
export async function writeMessages(
  tx: Sql,
  messages: NewMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  await Promise.all([
    tx.$executeRaw(insertion(messages)),
    insertAttachments(tx, messages),
  ]);
}

function insertion(messages: NewMessage[]): Prisma.Sql {
  return Prisma.sql`
    insert into message (id, "threadId", "channelId", direction, kind, "authorType", "authorId",
      "authorName", text, status, "externalId", "clientId", part, "inboundNo", "replyToExternalId", event, "sentAt", "inboundCount")
    select x.id, x."threadId", x."channelId", x.direction, x.kind, x."authorType", x."authorId",
      x."authorName", x.text, x.status, x."externalId", x."clientId", x.part, x."inboundNo", x."replyToExternalId",
      nullif(x.event, 'null'::jsonb), x."sentAt", x."inboundCount"
    from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as x(id uuid, "threadId" uuid, "channelId" uuid,
      direction text, kind text, "authorType" text, "authorId" uuid, "authorName" text, text text,
      status text, "externalId" text, "clientId" text, part int, "inboundNo" int, "replyToExternalId" text, event jsonb,
      "sentAt" timestamptz, "inboundCount" int)`;
}

async function insertAttachments(
  tx: Sql,
  messages: NewMessage[],
): Promise<void> {
  const rows = messages.flatMap(({ id: messageId, attachments }) =>
    attachments.map((attachment, position) => ({
      ...attachment,
      messageId,
      position,
    })),
  );
  if (rows.length === 0) return;
  wakeAfterCommit(tx, "media");
  await tx.$executeRaw(Prisma.sql`
    insert into attachment (id, "messageId", position, type, name, "sourceUrl", meta, state, "dueAt")
    select x.id, x."messageId", x.position, x.type, x.name, x."sourceUrl", nullif(x.meta, 'null'::jsonb),
      case when x."sourceUrl" is null then 'none' else 'pending' end,
      case when x."sourceUrl" is null then null else now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "messageId" uuid, position int,
      type text, name text, "sourceUrl" text, meta jsonb)`);
}
