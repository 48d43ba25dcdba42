import type { Sql } from "#server/db/sql.ts";
import { Prisma } from "#server/db/client.ts";
import { truncateStart } from "#contract/text/text.ts";
import { cleanName } from "#server/domain/files/file-name.ts";

/** The rows that the export of a person reads beside the customer: in parts, so that a long history is never in memory whole. */

type Reader = Pick<Sql, "$queryRaw">;

export type ExportedThread = {
  id: string;
  channelId: string;
  channel: string;
  status: string;
  createdAt: Date;
};

export function threadsOf(
  sql: Reader,
  customerId: string,
): Promise<ExportedThread[]> {
  return sql.$queryRaw(Prisma.sql`
    select t.id, t."channelId", ch.name as channel, t.status, t."createdAt" from thread t
    join channel ch on ch.id = t."channelId" where t."customerId" = ${customerId}::uuid order by t.id`);
}

export type ExportedLead = {
  id: string;
  formId: string | null;
  createdTime: Date;
  contact: Record<string, unknown>;
  answers: { key: string; label: string; values: string[] }[];
  consents: { key: string; text: string; given: boolean }[];
  notesAndCalls?: unknown[];
};

export function leadsOf(
  sql: Reader,
  customerId: string,
): Promise<ExportedLead[]> {
  return sql.$queryRaw(Prisma.sql`
    select l.id, l."formId", l."createdTime", l.contact, l.answers, l.consents, coalesce((
      select jsonb_agg(jsonb_build_object('at', h.at, 'type', h.outcome, 'author', h."actorName") || h.payload
        order by h.at, h.id)
      from lead_attempt h where h."leadId" = l.id and h.outcome in ('noted', 'called')), '[]') as "notesAndCalls"
    from lead l where l."customerId" = ${customerId}::uuid order by l."createdTime", l.id`);
}

export type ExportedStage = {
  at: Date;
  from: string | null;
  to: string | null;
  author: string;
};

export function stagesOf(
  sql: Reader,
  customerId: string,
): Promise<ExportedStage[]> {
  return sql.$queryRaw(Prisma.sql`
    select at, "fromName" as "from", "toName" as "to", "actorName" as author from customer_stage_change
    where "customerId" = ${customerId}::uuid order by at, id`);
}

export type ExportedBlock = {
  at: Date;
  /** False: it was ended by a person. */
  blocked: boolean;
  /** Null: until a person ends it. */
  until: Date | null;
  reason: string;
  author: string;
};

export function blocksOf(
  sql: Reader,
  customerId: string,
): Promise<ExportedBlock[]> {
  return sql.$queryRaw(Prisma.sql`
    select at, blocked, until, reason, "actorName" as author from customer_block_change
    where "customerId" = ${customerId}::uuid order by at, id`);
}

export type ExportedNote = { author: string; text: string; createdAt: Date };

export function notesOf(
  sql: Reader,
  customerId: string,
): Promise<ExportedNote[]> {
  return sql.$queryRaw(Prisma.sql`
    select "authorName" as author, text, "createdAt" from customer_note
    where "customerId" = ${customerId}::uuid order by "createdAt", id`);
}

export type ExportedFile = {
  id: string;
  messageId: string;
  type: string;
  name: string | null;
  mimeType: string | null;
  size: number | null;
  /** Its place in the archive; null: its bytes are not kept, or not any more. */
  path: string | null;
  storageKey: string | null;
  createdAt: Date;
};

export type ExportedMessage = {
  id: string;
  threadId: string;
  kind: string;
  direction: string;
  authorType: string;
  authorName: string | null;
  text: string | null;
  status: string;
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
};

/** Rows of one read. */
const PAGE = 500;

/**
 * Reads a conversation, oldest first: what both sides wrote, what the customer chose from a menu, and notes if they
 * are asked for.
 */
export async function* messagesOf(
  sql: Reader,
  threadId: string,
  { notes }: { notes: boolean },
): AsyncGenerator<ExportedMessage[]> {
  const kinds = notes ? ["message", "note"] : ["message"];
  let after = Prisma.empty;
  for (;;) {
    const rows = await sql.$queryRaw<ExportedMessage[]>(Prisma.sql`
      select m.id, m."threadId", m.kind, m.direction, m."authorType", m."authorName", m.text, m.status, m."sentAt",
        m."editedAt", m."deletedAt" from message m
      where m."threadId" = ${threadId}::uuid and (m.kind = any(${kinds}::text[])
        or (m.kind = 'event' and m."authorType" = 'customer' and m.text is not null)) ${after}
      order by m."sentAt", m.id limit ${PAGE}::int`);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = Prisma.sql`and (m."sentAt", m.id) > (${last.sentAt}::timestamptz, ${last.id}::uuid)`;
  }
}

type FileRow = Omit<ExportedFile, "path">;

/** The files of messages, in their order. */
export async function filesOf(
  sql: Reader,
  messageIds: string[],
): Promise<ExportedFile[]> {
  const rows = await sql.$queryRaw<FileRow[]>(Prisma.sql`
    select f.id, f."messageId", f.type, f.name, f."mimeType", f.size, f."createdAt",
      case when f.state = 'stored' then f."storageKey" end as "storageKey"
    from attachment f where f."messageId" = any(${messageIds}::uuid[]) order by f."messageId", f.position, f.id`);
  return rows.map((row) => ({
    ...row,
    path: row.storageKey === null ? null : pathOf(row),
  }));
}

/** The end of an id of ours is random: two files of the same name lie side by side. */
const ID_CHARACTERS = 12;

/** Pure. */
function pathOf({ id, name, type, mimeType }: FileRow): string {
  const ending = /\/(?:x-)?([a-z0-9]+)$/.exec(mimeType ?? "")?.[1];
  const plain = ending === undefined ? type : `${type}.${ending}`;
  const shown = cleanName(name ?? plain) ?? type;
  return `files/${truncateStart(id, ID_CHARACTERS)}-${shown.replaceAll(/[#%]/g, "_")}`;
}
