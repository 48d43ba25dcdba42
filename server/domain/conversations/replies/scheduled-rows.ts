import { sendErrorOf } from "#contract/channels/rules/send-errors.ts";
import type { Attachment, Message } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { sendErrorText } from "#server/domain/english.ts";
import { quotesOf } from "#server/domain/messages/message-rows.ts";

type Reader = Pick<Sql, "$queryRaw">;

/** A row of `scheduled_message`. */
export type ScheduledRow = {
  id: string;
  threadId: string;
  agentId: string;
  clientId: string;
  text: string;
  replyToId: string | null;
  attachmentIds: string[];
  dueAt: Date;
  unlessCustomerWrites: boolean;
  inboundCount: number;
  asOwner: boolean;
  canUndo: boolean;
  heldCode: string | null;
  version: number;
};

type ShownRow = ScheduledRow & {
  authorName: string;
  channelKind: string;
  test: boolean;
  attachments: Omit<Attachment, "url" | "state" | "meta">[] | null;
};

/** Locks one. The caller holds the lock of its thread. */
export async function lockScheduled(
  tx: Sql,
  id: string,
): Promise<ScheduledRow | undefined> {
  const [row] = await tx.$queryRaw<ScheduledRow[]>(Prisma.sql`
    select id, "threadId", "agentId", "clientId", text, "replyToId", "attachmentIds", "dueAt",
      "unlessCustomerWrites", "inboundCount", "asOwner", "canUndo", "heldCode", version
    from scheduled_message where id = ${id}::uuid for update`);
  return row;
}

export async function readScheduled(
  reader: Reader,
  id: string,
): Promise<Message> {
  const [message] = await selectScheduled(
    reader,
    Prisma.sql`s.id = ${id}::uuid`,
  );
  if (!message) throw new Error("A scheduled message is missing.");
  return message;
}

/** Reads scheduled messages in the form of the API. `tail`: conditions on `s`, then order. */
export async function selectScheduled(
  reader: Reader,
  tail: Prisma.Sql,
): Promise<Message[]> {
  const rows = await reader.$queryRaw<ShownRow[]>(Prisma.sql`
    select s.id, s."threadId", s."agentId", s."clientId", s.text, s."replyToId", s."attachmentIds", s."dueAt",
      s."unlessCustomerWrites", s."inboundCount", s."asOwner", s."canUndo", s."heldCode", s.version,
      a.name as "authorName", ch.kind as "channelKind", t.test,
      (select json_agg(json_build_object('id', f.id, 'type', f.type, 'name', f.name, 'mimeType', f."mimeType",
          'size', f.size, 'width', f.width, 'height', f.height) order by array_position(s."attachmentIds", f.id))
        from attachment f where f.id = any(s."attachmentIds") and f."messageId" is null) as attachments
    from scheduled_message s
    join agent a on a.id = s."agentId"
    join thread t on t.id = s."threadId"
    join channel ch on ch.id = t."channelId"
    where ${tail}`);
  const quotes = await quotesOf(reader, rows);
  return rows.map((row, index) => shapeOf(row, quotes[index] ?? null));
}

function shapeOf(row: ShownRow, replyTo: Message["replyTo"]): Message {
  const at = row.dueAt.toISOString();
  return {
    id: row.id,
    threadId: row.threadId,
    direction: "out",
    kind: "message",
    test: row.test,
    author: { type: "agent", id: row.agentId, name: row.authorName },
    text: row.text === "" ? null : row.text,
    attachments: (row.attachments ?? []).map((file) => ({
      ...file,
      url: `/api/v1/files/${file.id}`,
      state: "stored",
      meta: null,
    })),
    replyTo,
    reactions: [],
    status: "scheduled",
    error:
      row.heldCode === null ? null : errorOf(row.heldCode, row.channelKind),
    externalId: null,
    clientId: row.clientId,
    part: 0,
    event: null,
    schedule: {
      at,
      unlessCustomerWrites: row.unlessCustomerWrites,
      asOwner: row.asOwner,
      canUndo: row.canUndo,
      isHeld: row.heldCode !== null,
    },
    sentAt: at,
    editedAt: null,
    deletedAt: null,
    inboundCount: row.inboundCount,
    version: row.version,
  };
}

function errorOf(code: string, channelKind: string): Message["error"] {
  const { key } = sendErrorOf(code);
  return { code, ...sendErrorText(key, channelKind), retryable: true };
}
