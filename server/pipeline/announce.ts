import type { LiveEventName, LiveEvents } from "#contract/live-events.ts";
import type { Message, Thread } from "#contract/shapes.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { visiblePredicate } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import type { Sight } from "#server/domain/threads/announcements.ts";
import { loadMessages } from "#server/domain/threads/message-rows.ts";
import {
  selectThreads,
  unreadCount,
  type ThreadView,
} from "#server/domain/threads/thread-rows.ts";

/** Whoever can reach screens: Socket.IO in the product, a list in a test. */
export type Announcer = {
  emit<Name extends LiveEventName>(
    event: Name,
    payload: LiveEvents[Name],
    agentIds: string[],
  ): void;
};

type Row = {
  id: bigint;
  kind: LiveEventName;
  threadId: string | null;
  messageId: string | null;
  payload: {
    before?: Sight;
    agentId?: string | null;
    presence?: LiveEvents["presence.updated"]["presence"];
  };
  /** Somebody is connected at all. */
  heard: boolean;
};

/** One agent at one thread, with how far they have read it. */
type Viewer = { threadId: string; agentId: string; readCount: number | null };

const BATCH = 200;

/**
 * Tells what was announced, oldest first, to the connected agents who may see
 * it now. Told before the row is gone: a crash in between tells it twice, which
 * a screen bears, and never not at all, which it would not.
 * @returns whether there may be more.
 */
export function announceOnce(
  context: Context,
  announcer: Announcer,
): Promise<boolean> {
  return inSqlTransaction(context.db, async (tx) => {
    const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
      select id, kind, "threadId", "messageId", coalesce(payload, '{}'::jsonb) as payload,
        exists (select 1 from agent_connection) as heard
      from announcement order by id limit ${BATCH} for update skip locked`);
    if (rows.length === 0) return false;
    if (rows[0]?.heard) await tell(tx, rows, announcer);
    const ids = rows.map(({ id }) => id);
    await tx.$executeRaw(
      Prisma.sql`delete from announcement where id = any(${ids}::bigint[])`,
    );
    return rows.length === BATCH;
  });
}

async function tell(tx: Sql, rows: Row[], announcer: Announcer): Promise<void> {
  const threadIds = unique(rows.map(({ threadId }) => threadId));
  const loaded = loadMessages(
    tx,
    unique(rows.map(({ messageId }) => messageId)),
  );
  const [messages, seers, threads, before] = await Promise.all([
    loaded,
    viewersNow(tx, threadIds),
    loadThreads(tx, threadIds, loaded),
    viewersBefore(tx, rows),
  ]);
  const viewers = Map.groupBy(seers, ({ threadId }) => threadId);
  const views = new Map(threads.map((view) => [view.thread.id, view]));
  for (const row of rows) {
    if (row.kind === "presence.updated") {
      await tellPresence(tx, row, announcer);
      continue;
    }
    const view = row.threadId === null ? undefined : views.get(row.threadId);
    if (!view) continue;
    const seeing = viewers.get(view.thread.id) ?? [];
    const message = row.messageId && messages.get(row.messageId);
    if (row.kind === "message.created" && message) {
      eachUnread(view.thread, view.inboundCount, seeing, (thread, agentIds) => {
        announcer.emit("message.created", { message, thread }, agentIds);
      });
    } else if (row.kind === "message.updated" && message) {
      announcer.emit("message.updated", { message }, agentsOf(seeing));
    } else if (row.kind === "typing") {
      const typing = {
        threadId: view.thread.id,
        agentId: row.payload.agentId ?? null,
      };
      announcer.emit("typing", typing, agentsOf(seeing));
    } else if (row.kind === "thread.updated") {
      eachUnread(view.thread, view.inboundCount, seeing, (thread, agentIds) => {
        announcer.emit("thread.updated", { thread }, agentIds);
      });
      // Those who could see it before and cannot now: for them it is gone.
      const can = new Set(agentsOf(seeing));
      const lost = agentsOf(before.get(row.id) ?? []).filter(
        (agentId) => !can.has(agentId),
      );
      const { id: threadId } = view.thread;
      if (lost.length > 0) {
        announcer.emit("thread.removed", { threadId }, lost);
      }
    }
  }
}

function loadThreads(
  tx: Sql,
  ids: string[],
  loaded: Promise<Map<string, Message>>,
): Promise<ThreadView[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return selectThreads(
    tx,
    null,
    Prisma.sql`t.id = any(${ids}::uuid[])`,
    loaded,
  );
}

/** Connected agents who may see these threads now. */
function viewersNow(tx: Sql, threadIds: string[]): Promise<Viewer[]> {
  if (threadIds.length === 0) return Promise.resolve([]);
  return tx.$queryRaw<Viewer[]>(Prisma.sql`
    select t.id as "threadId", a.id as "agentId", r."readCount"
    from thread t cross join agent a
    left join thread_read r on r."threadId" = t.id and r."agentId" = a.id
    where t.id = any(${threadIds}::uuid[])
      and a.id in (select "agentId" from agent_connection) and ${visiblePredicate}`);
}

/** By row: connected agents who could see its thread before the change it tells of. */
async function viewersBefore(
  tx: Sql,
  rows: Row[],
): Promise<Map<bigint, { agentId: string }[]>> {
  const sights = rows.flatMap(({ id, threadId, payload: { before } }) =>
    before ? [{ ...before, id: threadId, row: id.toString() }] : [],
  );
  if (sights.length === 0) return new Map();
  const could = await tx.$queryRaw<{ row: bigint; agentId: string }[]>(
    Prisma.sql`
    select t."row", a.id as "agentId"
    from jsonb_to_recordset(${JSON.stringify(sights)}::jsonb) as t(
      "row" bigint, id uuid, "ownerId" uuid, "lastOwnerId" uuid, status text, routing text,
      "routedToType" text, "routedToId" uuid, "departmentId" uuid)
    cross join agent a
    where a.id in (select "agentId" from agent_connection) and ${visiblePredicate}`,
  );
  return Map.groupBy(could, ({ row }) => row);
}

async function tellPresence(
  tx: Sql,
  { payload }: Row,
  announcer: Announcer,
): Promise<void> {
  const { agentId, presence } = payload;
  if (!agentId || !presence) return;
  const everybody = await tx.$queryRaw<{ agentId: string }[]>(
    Prisma.sql`select distinct "agentId" from agent_connection`,
  );
  announcer.emit(
    "presence.updated",
    { agentId, presence },
    agentsOf(everybody),
  );
}

/** One payload for all who have the same number unread. */
function eachUnread(
  thread: Thread,
  inboundCount: number,
  viewers: Viewer[],
  emit: (thread: Thread, agentIds: string[]) => void,
): void {
  const groups = Map.groupBy(viewers, ({ readCount }) =>
    unreadCount(inboundCount, readCount),
  );
  for (const [unread, group] of groups) {
    emit({ ...thread, unread }, agentsOf(group));
  }
}

function agentsOf(viewers: { agentId: string }[]): string[] {
  return viewers.map(({ agentId }) => agentId);
}

function unique(ids: (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
