import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { teamRoles } from "#server/domain/access/role-lists.ts";
import { supervisesSql } from "#server/domain/access/scope.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { notify } from "#server/domain/notifications/notify.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { setTimer } from "#server/domain/outbox/timers.ts";
import {
  loadReplyWatches,
  missedAt,
  type ReachedStage,
  type ReplyWatch,
} from "#server/domain/thread/reply-target.ts";
import {
  saveThreads,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";

/** Long enough after the end of a snooze that the thread is awake. */
const AWAKE_MS = 1_000;
/** A snoozed thread without an end is looked at again after this time. */
const SNOOZED_MS = 3_600_000;

type Detail = Record<string, unknown> & { since: string };

/**
 * Warns while a customer waits and the target of the queue comes near: the owner, or, without one, the available
 * members; then the managers and supervisors; and the board when the time is over. Each person is warned once for a
 * wait. Nobody is warned of a wait that has ended. The caller holds the thread's lock.
 * @param after ISO time: stages up to it are skipped. Null: none are.
 */
export async function warnOfTarget(
  tx: Sql,
  state: ThreadState,
  after: string | null,
  now: Date,
): Promise<void> {
  const dueAt = state.replyDueAt?.getTime();
  const [watch] = await loadReplyWatches(tx, [state]);
  // The target or the hours have changed.
  if (state.replyDueAt?.getTime() !== dueAt) {
    await saveThreads(tx, [state]);
    await announce(tx, [{ kind: "thread.updated", threadId: state.id }]);
  }
  if (!watch || state.waitingSince === null) return;
  if (state.status === "snoozed") {
    const awakeAt = (state.snoozedUntil ?? now).getTime() + AWAKE_MS;
    const later = now.getTime() + SNOOZED_MS;
    const dueAt = state.snoozedUntil === null ? later : awakeAt;
    return setWatch(tx, state, new Date(dueAt), after);
  }
  const detail = await detailOf(tx, state, watch);
  for (const { stage, at } of watch.stages)
    if (at <= now && (after === null || at > new Date(after)))
      await reach(tx, state, { stage, at }, detail, now);
  const next = watch.stages.find(({ at }) => at > now);
  if (next) await setWatch(tx, state, next.at, after);
}

function setWatch(
  tx: Sql,
  { id }: ThreadState,
  dueAt: Date,
  after: string | null,
): Promise<void> {
  const payload = after === null ? {} : { after };
  return setTimer(tx, { kind: "reply_target", key: id, dueAt, payload });
}

async function detailOf(
  tx: Sql,
  { ownerId, waitingSince }: ThreadState,
  { queue, stages }: ReplyWatch,
): Promise<Detail> {
  const [owner] = await tx.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from agent where id = ${ownerId}::uuid`,
  );
  return {
    queue,
    owner: owner ?? null,
    since: waitingSince?.toISOString() ?? "",
    dueAt: missedAt(stages)?.toISOString() ?? null,
  };
}

async function reach(
  tx: Sql,
  state: ThreadState,
  { stage }: ReachedStage,
  detail: Detail,
  now: Date,
): Promise<void> {
  const about = {
    threadId: state.id,
    departmentId: state.departmentId,
    detail,
  };
  if (stage === "owner") {
    const people = await unwarned(
      tx,
      state,
      detail,
      await workersOf(tx, state),
    );
    return raiseAlerts(
      tx,
      people.map((agentId) => ({ ...about, kind: "reply_due", agentId })),
      now,
    );
  }
  const kind = stage === "missed" ? "reply_late" : "reply_due";
  if (await isRaised(tx, state, detail, kind)) return;
  await raiseAlerts(tx, [{ ...about, kind }], now);
  if (stage === "missed") return;
  const people = await unwarned(
    tx,
    state,
    detail,
    await supervisorsOf(tx, state),
  );
  await notify(
    tx,
    people.map((agentId) => ({
      kind: "reply_due" as const,
      event: "reply_due_team",
      agentId,
      threadId: state.id,
      detail,
      replaces: true,
    })),
    now,
  );
}

/** The owner; without one, the members of the queue who are available. */
async function workersOf(
  tx: Sql,
  { ownerId, routedToId }: ThreadState,
): Promise<string[]> {
  if (ownerId !== null) return [ownerId];
  const members = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select a.id from queue_member m join agent a on a.id = m."agentId"
    where m."queueId" = ${routedToId}::uuid and m."loggedIn" and a."disabledAt" is null
      and a.presence = 'available' order by m.position`);
  return members.map(({ id }) => id);
}

/** The queue's managers and the department's supervisors; where there are none, the admins. */
async function supervisorsOf(
  tx: Sql,
  { routedToId, departmentId }: ThreadState,
): Promise<string[]> {
  const people = await tx.$queryRaw<{ id: string; isAdmin: boolean }[]>(
    Prisma.sql`
    select a.id, a.role <> 'supervisor' and not x.manages as "isAdmin" from agent a
      cross join lateral (select exists (select from queue_member m where m."queueId" = ${routedToId}::uuid
        and m."agentId" = a.id and m.manager) as manages) x
    where a."disabledAt" is null and a.role in (${teamRoles})
      and (x.manages or ${supervisesSql(Prisma.sql`${departmentId}::uuid`)})`,
  );
  const close = people.filter(({ isAdmin }) => !isAdmin);
  return (close.length > 0 ? close : people).map(({ id }) => id);
}

/** Those among these who were not warned of this wait. */
async function unwarned(
  tx: Sql,
  { id }: ThreadState,
  { since }: Detail,
  agentIds: string[],
): Promise<string[]> {
  const warned = await tx.$queryRaw<{ agentId: string | null }[]>(Prisma.sql`
    select "agentId" from alert where "threadId" = ${id}::uuid and kind = 'reply_due'
      and detail->>'since' = ${since} and "agentId" = any(${agentIds}::uuid[])
    union select "agentId" from notification where "threadId" = ${id}::uuid and kind = 'reply_due'
      and detail->>'since' = ${since} and "agentId" = any(${agentIds}::uuid[])`);
  const known = new Set(warned.map(({ agentId }) => agentId));
  return agentIds.filter((agentId) => !known.has(agentId));
}

async function isRaised(
  tx: Sql,
  { id }: ThreadState,
  { since }: Detail,
  kind: string,
): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select from alert where "threadId" = ${id}::uuid and kind = ${kind} and "agentId" is null
      and detail->>'since' = ${since} limit 1`);
  return found.length > 0;
}
