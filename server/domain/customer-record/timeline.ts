import type { Cursor } from "#contract/base/cursor.ts";
import type { TimelineQuery } from "#contract/customers/customer-requests.ts";
import type { TimelineItem } from "#contract/customers/timeline.ts";
import { truncate } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import {
  blocks,
  consents,
  merges,
  transfers,
} from "#server/domain/customer-record/timeline-changes.ts";
import { noteMentions } from "#server/domain/customer-record/note-mentions.ts";
import { noteVisibleTo } from "#server/domain/access/visible-note.ts";
import type { Context } from "#server/domain/context.ts";
import { seeCustomer } from "#server/domain/customers/see-customer.ts";
import { leadVisibleTo } from "#server/domain/access/visible-lead.ts";
import type { Page } from "#server/domain/page.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";

const TEXT_CHARACTERS = 200;

type Row = Cursor & {
  type: TimelineItem["type"];
  detail: Record<string, unknown>;
};

/**
 * Lists what has happened with a customer, newest first: conversations (one
 * entry from opening to closing), leads with their notes and calls, notes, files, changes of the stage, transfers, consents, merges and blocks. Only what the actor
 * may see of it. `type` narrows the entries to conversations.
 * @throws AppError not_found: missing and forbidden look alike
 */
export async function readTimeline(
  context: Context,
  actor: Actor,
  { limit, cursor, type, ...of }: TimelineQuery & { customerId: string },
): Promise<Page<TimelineItem>> {
  const { sql } = context.db;
  const customerId = await seeCustomer(sql, actor, of.customerId);
  const before = readCursor(cursor);
  const part = { customerId, actor, before, limit: limit + 1 };
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    select * from (
      (${sessions(part)}) ${type === "thread" ? Prisma.empty : others(part)}
    ) entry order by at desc, id desc limit ${limit + 1}::int`);
  return toTimedPage(rows, limit, toItem);
}

type Part = {
  customerId: string;
  actor: Actor;
  before: Cursor | null;
  limit: number;
};

/** The end of each part: its newest entries before the cursor. */
function newest(at: Prisma.Sql, id: Prisma.Sql, { before, limit }: Part) {
  const older = before
    ? Prisma.sql`and (${at}, ${id}) < (${before.at}::timestamptz, ${before.id}::uuid)`
    : Prisma.empty;
  return Prisma.sql`${older} order by ${at} desc, ${id} desc limit ${limit}::int`;
}

function others(part: Part): Prisma.Sql {
  const end = (at: Prisma.Sql, id: Prisma.Sql) => newest(at, id, part);
  return Prisma.sql`union all (${leads(part)}) union all (${leadLines(part)}) union all (${notes(part)})
    union all (${files(part)}) union all (${stages(part)}) union all (${transfers(part, end)})
    union all (${consents(part, end)}) union all (${merges(part, end)}) union all (${blocks(part, end)})`;
}

function sessions(part: Part): Prisma.Sql {
  const words = Prisma.sql`select left(m.text, 300) from message m where m."threadId" = t.id
    and m."sentAt" > coalesce((select max(p."closedAt") from thread_session p
      where p."threadId" = t.id and p."openedAt" < s."openedAt"), '-infinity')
    and (s."closedAt" is null or m."sentAt" <= s."closedAt")
    and m.kind = 'message' and m.text is not null and m."deletedAt" is null`;
  return Prisma.sql`
    select s.id, s."openedAt" as at, 'thread' as type, jsonb_build_object(
      'threadId', t.id, 'channelId', t."channelId", 'closedAt', s."closedAt", 'outcome', s.outcome,
      'owner', case when o.id is null then null else jsonb_build_object('id', o.id, 'name', o.name) end,
      'text', (${words} and m.direction = 'in' order by m."sentAt", m.id limit 1),
      'lastText', (${words} order by m."sentAt" desc, m.id desc limit 1)) as detail
    from thread_session s join thread t on t.id = s."threadId" left join agent o on o.id = t."ownerId"
    where t."customerId" = ${part.customerId}::uuid and ${visibleTo(part.actor)}
    ${newest(Prisma.sql`s."openedAt"`, Prisma.sql`s.id`, part)}`;
}

function leads(part: Part): Prisma.Sql {
  return Prisma.sql`
    select l.id, l."createdTime", 'lead', jsonb_build_object(
      'leadId', l.id, 'formName', f.name, 'status', st.name)
    from lead l left join channel ch on ch.id = l."channelId" left join lead_form f on f.id = l."formId"
      left join lead_status st on st.id = l."statusId"
    where l."customerId" = ${part.customerId}::uuid and ${leadVisibleTo(part.actor)}
    ${newest(Prisma.sql`l."createdTime"`, Prisma.sql`l.id`, part)}`;
}

function leadLines(part: Part): Prisma.Sql {
  return Prisma.sql`
    select h.id, h.at, case h.outcome when 'called' then 'call' else 'lead_note' end, jsonb_build_object(
      'leadId', l.id, 'text', h.payload->>'note', 'direction', h.payload->>'direction', 'outcome', h.payload->>'outcome',
      'author', jsonb_build_object('id', h."actorId", 'name', h."actorName"))
    from lead l join lead_attempt h on h."leadId" = l.id left join channel ch on ch.id = l."channelId"
    where l."customerId" = ${part.customerId}::uuid and ${leadVisibleTo(part.actor)}
      and (h.outcome = 'called' and h.payload ? 'direction' or h.outcome = 'noted' and h.payload ? 'note')
    ${newest(Prisma.sql`h.at`, Prisma.sql`h.id`, part)}`;
}

function notes(part: Part): Prisma.Sql {
  return Prisma.sql`
    select n.id, n."createdAt", 'note', jsonb_build_object('noteId', n.id, 'text', n.text, 'mentions', ${noteMentions},
      'author', jsonb_build_object('id', n."authorId", 'name', n."authorName"), 'pinned', n."pinnedAt" is not null,
      'audience', n.audience, 'category', case when nc.id is null then null
        else jsonb_build_object('id', nc.id, 'name', nc.name, 'color', nc.color) end,
      'department', case when nd.id is null then null else jsonb_build_object('id', nd.id, 'name', nd.name) end)
    from customer_note n left join note_category nc on nc.id = n."categoryId"
      left join department nd on nd.id = n."departmentId"
    where n."customerId" = ${part.customerId}::uuid and ${noteVisibleTo(part.actor)}
    ${newest(Prisma.sql`n."createdAt"`, Prisma.sql`n.id`, part)}`;
}

function stages(part: Part): Prisma.Sql {
  return Prisma.sql`
    select h.id, h.at, 'stage', jsonb_build_object('from', h."fromName", 'to', h."toName",
      'author', jsonb_build_object('id', h."actorId", 'name', h."actorName"))
    from customer_stage_change h where h."customerId" = ${part.customerId}::uuid
    ${newest(Prisma.sql`h.at`, Prisma.sql`h.id`, part)}`;
}

function files(part: Part): Prisma.Sql {
  return Prisma.sql`
    select f.id, m."sentAt", 'file', jsonb_build_object('threadId', t.id, 'messageId', m.id, 'fileType', f.type,
      'name', f.name, 'stored', f.state = 'stored', 'direction', m.direction)
    from thread t join message m on m."threadId" = t.id join attachment f on f."messageId" = m.id
    where t."customerId" = ${part.customerId}::uuid and m."deletedAt" is null
      and f.type in ('image', 'video', 'audio', 'file') and ${visibleTo(part.actor)}
    ${newest(Prisma.sql`m."sentAt"`, Prisma.sql`f.id`, part)}`;
}

function toItem({ id, at, type, detail }: Row): TimelineItem {
  const { stored, ...rest } = detail;
  const item = { id, at: at.toISOString(), type, ...rest } as TimelineItem;
  if (item.type === "file")
    return { ...item, url: stored === true ? `/api/v1/files/${id}` : null };
  if (item.type === "lead_note") {
    const { leadId, text, author } = item;
    return { id, at: item.at, type: item.type, leadId, text, author };
  }
  if (item.type === "block") return { ...item, until: isoOf(item.until) };
  if (item.type === "merge") return { ...item, undoneAt: isoOf(item.undoneAt) };
  if (item.type !== "thread") return item;
  return {
    ...item,
    closedAt: isoOf(item.closedAt),
    text: shortened(item.text),
    lastText: shortened(item.lastText),
  };
}

/** A time as JSON of the database has it. */
function isoOf(time: string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

function shortened(text: string | null): string | null {
  return text === null ? null : truncate(text, TEXT_CHARACTERS);
}
