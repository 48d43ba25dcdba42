import type {
  Attachment,
  Message,
  SendError,
} from "#contract/threads/message.ts";
import { sendErrorOf } from "#contract/channels/rules/send-errors.ts";
import { sendErrorText } from "#server/domain/english.ts";
import { truncate } from "#contract/text/text.ts";
import { neutralName } from "#contract/text/profile-name.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { SHOWN_SCAN, SHOWN_STATE } from "#server/domain/files/shown-state.ts";

/** Anything that runs SQL: a transaction, or the client itself for reading. */
export type Reader = Pick<Sql, "$queryRaw">;

/** The part of a message that its own rows hold. */
export type BareMessage = {
  id: string;
  threadId: string;
  direction: Message["direction"];
  kind: Message["kind"];
  authorType: Message["author"]["type"];
  authorId: string | null;
  authorName: string | null;
  text: string | null;
  status: Message["status"];
  errorCode: string | null;
  errorDetail: string | null;
  externalId: string | null;
  clientId: string | null;
  part: number;
  event: Message["event"];
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  inboundCount: number;
  version: number;
  replyToExternalId: string | null;
  quoted: NonNullable<Message["replyTo"]> | null;
  attachments: AttachmentRow[] | null;
  mentions: NonNullable<Message["mentions"]> | null;
  reactions: { emoji: string; by: "customer" | "page" }[] | null;
};

/** The part that its thread, customer and channel hold. */
export type MessagePlace = {
  test: boolean;
  customerId: string;
  customerName: string | null;
  /** The vendor's id of the customer; null where their name is known. */
  guestId: string | null;
  channelName: string;
  channelKind: string;
};

export type AttachmentRow = Omit<Attachment, "url" | "scan"> & {
  scan: Attachment["scan"] | null;
  sourceUrl: string | null;
};

const QUOTE_CHARACTERS = 200;
// A few more, so that the cut falls between two characters and not inside one.
const QUOTE_READ_CHARACTERS = QUOTE_CHARACTERS + 50;

const bareColumns = Prisma.sql`
  m.id, m."threadId", m.direction, m.kind, m."authorType", m."authorId", m."authorName",
  m.text, m.status, m."errorCode", m."errorDetail"->>'message' as "errorDetail", m."externalId", m."clientId", m.part, m.event,
  m."sentAt", m."editedAt", m."deletedAt", m."inboundCount", m.version, m."replyToExternalId",
  case when m."replyToExternalId" is not null then (
    select json_build_object('id', q.id, 'text', left(q.text, ${QUOTE_READ_CHARACTERS}::int), 'authorType', q."authorType", 'authorName', q."authorName")
    from message q where q."channelId" = m."channelId" and q."externalId" = m."replyToExternalId"
  ) end as quoted,
  (select json_agg(json_build_object('id', f.id, 'type', f.type, 'name', f.name, 'mimeType', f."mimeType",
      'size', f.size, 'width', f.width, 'height', f.height, 'state', ${SHOWN_STATE}, 'scan', ${SHOWN_SCAN}, 'meta', f.meta) order by f.position)
    from attachment f where f."messageId" = m.id) as attachments,
  case when m.kind = 'note' then (select json_agg(json_build_object('id', ma.id, 'name', ma.name) order by ma.name)
    from mention mn join agent ma on ma.id = mn."agentId" where mn."messageId" = m.id) end as mentions,
  (select json_agg(json_build_object('emoji', r.emoji, 'by', r.by) order by r.by)
    from reaction r where r."messageId" = m.id and r.emoji <> '') as reactions`;

/**
 * Reads messages in the form of the API. `tail` continues "from message m …
 * where": conditions on `m`, then order and limit.
 */
export async function selectMessages(
  reader: Reader,
  tail: Prisma.Sql,
): Promise<Message[]> {
  const rows = await reader.$queryRaw<(BareMessage & MessagePlace)[]>(
    Prisma.sql`
    select ${bareColumns}, t.test, c.id as "customerId", c.name as "customerName", i."externalId" as "guestId",
      ch.name as "channelName", ch.kind as "channelKind"
    from message m
    join thread t on t.id = m."threadId"
    join customer c on c.id = t."customerId"
    join identity i on i.id = t."identityId"
    join channel ch on ch.id = m."channelId"
    where ${tail}`,
  );
  return rows.map((row) => toMessage(row, row));
}

/**
 * Reads messages by id, in no particular order, for a caller who reads their
 * threads anyway: without the four joins, which are a third of its time.
 */
export async function loadBareMessages(
  reader: Reader,
  ids: string[],
): Promise<Map<string, BareMessage>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.$queryRaw<BareMessage[]>(
    Prisma.sql`select ${bareColumns} from message m where m.id = any(${ids}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

type Quoting = { threadId: string; replyToId: string | null };

/**
 * Quotations of messages for drafts and scheduled messages, in the order of
 * `quoting`. Null: it quotes none, or one that was unsent or is of another thread.
 */
export async function quotesOf(
  reader: Reader,
  quoting: readonly Quoting[],
): Promise<Message["replyTo"][]> {
  const ids = quoting.flatMap(({ replyToId }) => replyToId ?? []);
  if (ids.length === 0) return quoting.map(() => null);
  const messages = await selectMessages(
    reader,
    Prisma.sql`m.id = any(${ids}::uuid[]) and m."deletedAt" is null`,
  );
  return quoting.map(({ threadId, replyToId }) => {
    const quoted = messages.find(
      (one) => one.id === replyToId && one.threadId === threadId,
    );
    if (!quoted) return null;
    const { id, author, text } = quoted;
    return {
      id,
      authorName: author.name,
      authorType: author.type,
      text: text && truncate(text, QUOTE_CHARACTERS),
    };
  });
}

/** Pure. */
export function toMessage(row: BareMessage, place: MessagePlace): Message {
  return {
    id: row.id,
    threadId: row.threadId,
    direction: row.direction,
    kind: row.kind,
    test: place.test,
    author: toAuthor(row, place),
    text: row.text,
    attachments: (row.attachments ?? []).map(toAttachment),
    replyTo: row.replyToExternalId === null ? null : toQuote(row.quoted, place),
    reactions: row.reactions ?? [],
    status: row.status,
    error:
      row.errorCode === null
        ? null
        : toSendError(row.errorCode, row.errorDetail, place.channelKind),
    externalId: row.externalId,
    clientId: row.clientId,
    part: row.part,
    event: row.event,
    ...(row.mentions ? { mentions: row.mentions } : {}),
    sentAt: row.sentAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
    inboundCount: row.inboundCount,
    version: row.version,
  };
}

function toQuote(
  quoted: BareMessage["quoted"],
  { customerName }: MessagePlace,
): Message["replyTo"] {
  if (quoted === null)
    return { id: null, text: null, authorName: null, authorType: null };
  const { text, authorType, authorName } = quoted;
  return {
    ...quoted,
    authorName: authorType === "customer" ? customerName : authorName,
    text: text === null ? null : truncate(text, QUOTE_CHARACTERS),
  };
}

function toAuthor(row: BareMessage, place: MessagePlace): Message["author"] {
  switch (row.authorType) {
    case "customer":
      return {
        type: "customer",
        id: place.customerId,
        name: place.customerName ?? neutralName(place.guestId ?? ""),
      };
    case "page":
      return {
        type: "page",
        id: null,
        name: row.authorName ?? place.channelName,
      };
    case "agent":
    case "system":
      return {
        type: row.authorType,
        id: row.authorId,
        name: row.authorName ?? "",
      };
  }
}

/** Pure. */
export function toAttachment(
  row: Omit<AttachmentRow, "sourceUrl">,
): Attachment {
  const { id, type, name, mimeType, size, width, height, state, meta } = row;
  return {
    id,
    type,
    url: state === "stored" ? `/api/v1/files/${id}` : null,
    name,
    mimeType,
    size,
    width,
    height,
    state,
    ...(row.scan ? { scan: row.scan } : {}),
    meta,
  };
}

// A vendor's text is for the log; the text of an API channel's receiver is for the agent.
const TOLD = new Set<string>(["receiver_refused"]);

function toSendError(
  code: string,
  detail: string | null,
  kind: string,
): SendError {
  const { key, retryable } = sendErrorOf(code);
  const told = TOLD.has(key) ? { detail } : {};
  return { code, ...sendErrorText(key, kind), retryable, ...told };
}
