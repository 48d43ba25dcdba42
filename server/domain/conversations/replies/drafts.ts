import type { Draft, DraftKind, SaveDraft } from "#contract/threads/draft.ts";
import type { Attachment } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { quotesOf } from "#server/domain/messages/message-rows.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { ownUploads } from "./reply-files.ts";

/*
 * Drafts: what an agent is writing, by thread and kind. They belong to the
 * agent alone, change nothing of the thread, and are gone with an empty text.
 */

type Reader = Pick<Sql, "$queryRaw">;
type Row = {
  threadId: string;
  kind: DraftKind;
  text: string;
  replyToId: string | null;
  baseMessageId: string | null;
  attachmentIds: string[];
  updatedAt: Date;
  attachments: Omit<Attachment, "url" | "state" | "meta">[] | null;
};

/**
 * Lists the actor's drafts, the newest first. A draft in a thread that the
 * actor no longer sees is listed too, without the message that it answers.
 */
export function listDrafts(
  { db }: Pick<Context, "db">,
  actor: Actor,
): Promise<Draft[]> {
  return select(db.sql, actor.agentId, {
    condition: Prisma.sql`true`,
    isVisible: Prisma.sql`exists (select 1 from thread t where t.id = d."threadId" and ${visibleTo(actor)})`,
  });
}

/** Returns the actor's draft; an empty one where there is none. @throws AppError not_found */
export async function getDraft(
  { db }: Pick<Context, "db">,
  actor: Actor,
  threadId: string,
  kind: DraftKind,
): Promise<Draft> {
  await requireVisible(db.sql, actor, threadId);
  return readDraft(db.sql, actor.agentId, threadId, kind);
}

/**
 * Saves the actor's draft. The last one saved counts, whichever device it
 * comes from. Without text and files it is deleted.
 * @throws AppError not_found, invalid_input (a file)
 */
export function saveDraft(
  context: Context,
  actor: Actor,
  threadId: string,
  { kind, text, replyTo, attachmentIds, baseMessageId }: SaveDraft,
): Promise<Draft> {
  return inSqlTransaction(context.db, async (tx) => {
    await requireVisible(tx, actor, threadId);
    const isEmpty = text.trim() === "" && attachmentIds.length === 0;
    if (isEmpty) await remove(tx, actor.agentId, threadId, kind);
    else {
      const attachments = attachmentIds.map((id) => ({ id }));
      await ownUploads(tx, actor, { attachments });
      await tx.$executeRaw(Prisma.sql`
        insert into draft ("threadId", "agentId", kind, text, "replyToId", "baseMessageId", "attachmentIds", "updatedAt")
        values (${threadId}::uuid, ${actor.agentId}::uuid, ${kind}, ${text}, ${replyTo}::uuid, ${baseMessageId}::uuid,
          ${attachmentIds}::uuid[], ${context.clock.now()}::timestamptz)
        on conflict ("threadId", "agentId", kind) do update set text = excluded.text,
          "replyToId" = excluded."replyToId", "baseMessageId" = excluded."baseMessageId",
          "attachmentIds" = excluded."attachmentIds", "updatedAt" = excluded."updatedAt"`);
    }
    await tellDevices(tx, actor.agentId, threadId, kind);
    return readDraft(tx, actor.agentId, threadId, kind);
  });
}

/** Deletes the actor's drafts of the thread; `kind` left out: both. Also where they no longer see the thread. */
export async function deleteDraft(
  context: Context,
  actor: Actor,
  threadId: string,
  kind?: DraftKind,
): Promise<void> {
  await inSqlTransaction(context.db, async (tx) => {
    for (const each of kind ? [kind] : (["message", "note"] as const)) {
      const removed = await remove(tx, actor.agentId, threadId, each);
      if (removed > 0) await tellDevices(tx, actor.agentId, threadId, each);
    }
  });
}

/** One draft as its author's devices get it; empty where there is none. */
export async function readDraft(
  reader: Reader,
  agentId: string,
  threadId: string,
  kind: DraftKind,
): Promise<Draft> {
  const [draft] = await select(reader, agentId, {
    condition: Prisma.sql`d."threadId" = ${threadId}::uuid and d.kind = ${kind}`,
    isVisible: Prisma.sql`true`,
  });
  return (
    draft ?? {
      threadId,
      kind,
      text: "",
      replyTo: null,
      attachmentIds: [],
      attachments: [],
      baseMessageId: null,
      updatedAt: null,
    }
  );
}

async function select(
  reader: Reader,
  agentId: string,
  { condition, isVisible }: { condition: Prisma.Sql; isVisible: Prisma.Sql },
): Promise<Draft[]> {
  const rows = await reader.$queryRaw<Row[]>(Prisma.sql`
    select d."threadId", d.kind, d.text, case when ${isVisible} then d."replyToId" end as "replyToId", d."baseMessageId", d."attachmentIds", d."updatedAt",
      (select json_agg(json_build_object('id', f.id, 'type', f.type, 'name', f.name, 'mimeType', f."mimeType",
          'size', f.size, 'width', f.width, 'height', f.height) order by array_position(d."attachmentIds", f.id))
        from attachment f where f.id = any(d."attachmentIds") and f."messageId" is null) as attachments
    from draft d where d."agentId" = ${agentId}::uuid and ${condition}
    order by d."updatedAt" desc, d."threadId", d.kind`);
  const quotes = await quotesOf(reader, rows);
  return rows.map((row, index) => {
    const attachments = (row.attachments ?? []).map((file): Attachment => ({
      ...file,
      url: `/api/v1/files/${file.id}`,
      state: "stored",
      meta: null,
    }));
    return {
      threadId: row.threadId,
      kind: row.kind,
      text: row.text,
      replyTo: quotes[index] ?? null,
      attachmentIds: attachments.map(({ id }) => id),
      attachments,
      baseMessageId: row.baseMessageId,
      updatedAt: row.updatedAt.toISOString(),
    };
  });
}

/** Checks that the actor sees the thread; its row is not locked. @throws AppError not_found */
async function requireVisible(
  reader: Reader,
  actor: Actor,
  threadId: string,
): Promise<void> {
  const rows = await reader.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from thread t where t.id = ${threadId}::uuid and ${visibleTo(actor)}`);
  if (rows.length === 0) throw new AppError("not_found", { threadId });
}

function remove(
  tx: Sql,
  agentId: string,
  threadId: string,
  kind: DraftKind,
): Promise<number> {
  return tx.$executeRaw(Prisma.sql`
    delete from draft where "threadId" = ${threadId}::uuid and "agentId" = ${agentId}::uuid and kind = ${kind}`);
}

function tellDevices(
  tx: Sql,
  agentId: string,
  threadId: string,
  draft: DraftKind,
): Promise<void> {
  return announce(tx, [
    { kind: "draft.updated", threadId, payload: { agentId, draft } },
  ]);
}
