import type { LiveEventName, LiveEvents } from "#contract/live-events.ts";
import type { Message, Presence, Thread } from "#contract/shapes.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { visiblePredicate } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import { alertPredicate, loadAlerts } from "#server/domain/routing/alerts.ts";
import { toDestination } from "#server/domain/routing/destination.ts";
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
    agentIds?: string[];
    reason?: string;
    offerId?: string;
    byId?: string | null;
    alertId?: string;
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
  /** What kinds of things were told, for whoever sums them up. */
  onTold: (kinds: Set<LiveEventName>) => void = () => undefined,
): Promise<boolean> {
  return inSqlTransaction(context.db, async (tx) => {
    const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
      select id, kind, "threadId", "messageId", coalesce(payload, '{}'::jsonb) as payload,
        exists (select 1 from agent_connection) as heard
      from announcement order by id limit ${BATCH} for update skip locked`);
    if (rows.length === 0) return false;
    if (rows[0]?.heard) await tell(tx, rows, announcer);
    onTold(new Set(rows.map(({ kind }) => kind)));
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
  const [messages, seers, threads, before, offers] = await Promise.all([
    loaded,
    viewersNow(tx, threadIds),
    loadThreads(tx, threadIds, loaded),
    viewersBefore(tx, rows),
    loadOffers(tx, rows),
  ]);
  const viewers = Map.groupBy(seers, ({ threadId }) => threadId);
  const views = new Map(threads.map((view) => [view.thread.id, view]));
  for (const row of rows) {
    if (await tellPeople(tx, row, announcer)) continue;
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
    } else if (row.kind === "offer.created") {
      const offer = offers.get(row.payload.offerId ?? "");
      const viewer = seeing.filter(({ agentId }) => agentId === offer?.agentId);
      if (!offer || viewer.length === 0) continue;
      eachUnread(view.thread, view.inboundCount, viewer, (thread, agentIds) => {
        announcer.emit("offer.created", { ...offer.shown, thread }, agentIds);
      });
    } else if (row.kind === "thread.updated") {
      eachUnread(view.thread, view.inboundCount, seeing, (thread, agentIds) => {
        announcer.emit("thread.updated", { thread }, agentIds);
      });
      // Those who could see it before and cannot now: for them it is gone.
      const can = new Set(agentsOf(seeing));
      const could = [
        ...agentsOf(before.get(row.id) ?? []),
        ...(row.payload.before?.offeredTo ?? []),
      ];
      const lost = unique(could).filter((agentId) => !can.has(agentId));
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

/** What is about people and not about a thread's content. False: it is no such thing. */
async function tellPeople(
  tx: Sql,
  row: Row,
  announcer: Announcer,
): Promise<boolean> {
  const { payload } = row;
  switch (row.kind) {
    case "presence.updated":
      await tellPresence(tx, payload.agentId ?? "", announcer);
      return true;
    case "offer.ended":
      announcer.emit(
        "offer.ended",
        {
          threadId: row.threadId ?? "",
          reason: payload.reason ?? "",
          agentId: payload.agentId ?? null,
          by: await personOf(tx, payload.byId ?? null),
        },
        payload.agentIds ?? [],
      );
      return true;
    case "access.changed":
      announcer.emit("access.changed", {}, payload.agentIds ?? []);
      return true;
    case "alert.created":
      await tellAlert(tx, payload.alertId ?? "", announcer);
      return true;
    default:
      return false;
  }
}

async function personOf(
  tx: Sql,
  id: string | null,
): Promise<{ id: string; name: string } | null> {
  if (id === null) return null;
  const [person] = await tx.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from agent where id = ${id}::uuid`,
  );
  return person ?? null;
}

type PresenceRow = {
  presence: Presence;
  text: string | null;
  message: string | null;
  until: Date | null;
  since: Date;
  reason: string | null;
};

async function tellPresence(
  tx: Sql,
  agentId: string,
  announcer: Announcer,
): Promise<void> {
  const [agent] = await tx.$queryRaw<PresenceRow[]>(Prisma.sql`
    select presence, "presenceText" as text, "presenceMessage" as message, "presenceUntil" as until,
      "presenceSince" as since, "presenceReason" as reason from agent where id = ${agentId}::uuid`);
  if (!agent) return;
  const everybody = await tx.$queryRaw<{ agentId: string }[]>(
    Prisma.sql`select distinct "agentId" from agent_connection`,
  );
  announcer.emit(
    "presence.updated",
    {
      agentId,
      ...agent,
      until: agent.until?.toISOString() ?? null,
      since: agent.since.toISOString(),
    },
    agentsOf(everybody),
  );
}

/** To its agent, or to the supervisors it is for; of a thread only to those who may see it. */
async function tellAlert(
  tx: Sql,
  alertId: string,
  announcer: Announcer,
): Promise<void> {
  const [alert] = await loadAlerts(tx, [alertId]);
  if (!alert) return;
  const to = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select distinct a.id as "agentId" from alert al cross join agent a
    where al.id = ${alertId}::uuid and a.id in (select "agentId" from agent_connection) and ${alertPredicate}
      and (al."threadId" is null or exists (select 1 from thread t where t.id = al."threadId" and ${visiblePredicate}))`);
  if (to.length > 0) announcer.emit("alert.created", { alert }, agentsOf(to));
}

type OfferRow = {
  id: string;
  agentId: string;
  kind: "ring" | "transfer";
  note: string | null;
  viaType: string | null;
  viaId: string | null;
  createdAt: Date;
  expiresAt: Date;
  fromId: string | null;
  fromName: string | null;
};

type ShownOffer = {
  agentId: string;
  shown: Omit<LiveEvents["offer.created"], "thread">;
};

/** Those that still stand: one that has ended meanwhile need not ring. */
async function loadOffers(
  tx: Sql,
  rows: Row[],
): Promise<Map<string, ShownOffer>> {
  const ids = unique(rows.map(({ payload }) => payload.offerId ?? null));
  if (ids.length === 0) return new Map();
  const found = await tx.$queryRaw<OfferRow[]>(Prisma.sql`
    select o.id, o."agentId", o.kind, o.note, o."viaType", o."viaId", o."createdAt", o."expiresAt", f.id as "fromId", f.name as "fromName"
    from offer o left join agent f on f.id = o."fromId" where o.id = any(${ids}::uuid[]) and o."endedAt" is null`);
  return new Map(
    found.map((row) => [
      row.id,
      {
        agentId: row.agentId,
        shown: {
          kind: row.kind,
          from:
            row.fromId === null
              ? null
              : { id: row.fromId, name: row.fromName ?? "" },
          note: row.note,
          via: toDestination({ type: row.viaType, id: row.viaId }),
          createdAt: row.createdAt.toISOString(),
          expiresAt: row.expiresAt.toISOString(),
        },
      },
    ]),
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
