import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidField, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import {
  announceMoves,
  changeThread,
  nullIfHidden,
} from "#server/domain/messages/change-thread.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import { readThread } from "#server/domain/messages/get-thread.ts";
import { requireOwner } from "./ownership.ts";
import {
  lockThread,
  lockThreadToRead,
  saveThreads,
  snapshotVisibility,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { teamRoles } from "#server/domain/access/role-lists.ts";

/** More participants than this are a meeting. */
const MAX_PARTICIPANTS = 20;

type Person = { id: string; name: string };
type Seat = { threadId: string; agentId: string };

/**
 * Adds a participant: they may read the thread and write notes, whatever else they may see, and receive its
 * events, but may not write to the customer. The owner and supervisors may add one; for a thread without an
 * owner every agent who may work on it. An agent who already is a participant does not change.
 * @throws AppError not_found, participant_only, owned_by_other, invalid_input
 */
export function inviteParticipant(
  context: Context,
  actor: Actor,
  { threadId, agentId }: Seat,
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state, now) => {
    await requireOwner(tx, state, actor);
    const to = await colleague(tx, state, agentId);
    const added = await seatParticipants(tx, state, actor, {
      agentIds: [to.id],
      field: "agentId",
      now,
    });
    if (added === 0) return "unchanged";
    if (to.id === actor.agentId)
      return [eventLine(state, actor, { type: "joined" }, now)];
    const detail = { by: { id: actor.agentId, name: actor.name } };
    await raiseAlerts(
      tx,
      [{ kind: "invited", agentId: to.id, threadId: state.id, detail }],
      now,
    );
    return [eventLine(state, actor, { type: "invited", to }, now)];
  });
}

/**
 * Removes a participant. The participant, the owner and supervisors may do it. Returns null if the actor does
 * not see the thread any more.
 * @throws AppError not_found, participant_only, owned_by_other
 */
export async function removeParticipant(
  context: Context,
  actor: Actor,
  { threadId, agentId }: Seat,
): Promise<Thread | null> {
  const isSelf = agentId === actor.agentId;
  const thread = await inSqlTransaction(context.db, async (tx) => {
    const now = context.clock.now();
    const lock = isSelf ? lockThreadToRead : lockThread;
    const state = await lock(tx, actor, threadId);
    if (!isSelf) await requireOwner(tx, state, actor);
    const [to] = await tx.$queryRaw<Person[]>(Prisma.sql`
      delete from thread_participant p using agent a
      where p."threadId" = ${threadId}::uuid and p."agentId" = ${agentId}::uuid and a.id = p."agentId"
      returning a.id, a.name`);
    if (to) {
      const event = isSelf
        ? ({ type: "left" } as const)
        : ({ type: "uninvited", to } as const);
      await saveThreads(tx, [state]);
      const before = { ...snapshotVisibility(state), alsoSeenBy: [agentId] };
      const line = eventLine(state, actor, event, now);
      await announceMoves(tx, [{ state, before }], [line]);
    }
    return readThread(tx, actor, threadId).catch(nullIfHidden);
  });
  return thread;
}

/** The agent to add. @throws AppError invalid_input: no active agent, or the owner. */
async function colleague(
  tx: Sql,
  state: ThreadState,
  agentId: string,
): Promise<Person> {
  const [person] = await tx.$queryRaw<Person[]>(Prisma.sql`
    select id, name from agent where id = ${agentId}::uuid and "disabledAt" is null and role in (${teamRoles})`);
  if (!person) throw invalidInput("agentId", "There is no such agent.");
  if (person.id === state.ownerId)
    throw invalidField("agentId", "owns_already");
  return person;
}

/**
 * Stores participants of a locked thread; those who are participants already do not change.
 * @returns how many are new
 * @throws AppError invalid_input (`field`): too many participants, the new ones included
 */
export async function seatParticipants(
  tx: Sql,
  { id }: ThreadState,
  actor: Actor,
  { agentIds, field, now }: { agentIds: string[]; field: string; now: Date },
): Promise<number> {
  const added = await tx.$executeRaw(Prisma.sql`
    insert into thread_participant ("threadId", "agentId", "invitedById", "createdAt")
    select ${id}::uuid, x.id, ${actor.agentId}::uuid, ${now}::timestamptz from unnest(${agentIds}::uuid[]) as x(id)
    on conflict do nothing`);
  if (added === 0) return 0;
  const [found] = await tx.$queryRaw<{ count: number }[]>(Prisma.sql`
    select count(*)::int as count from thread_participant where "threadId" = ${id}::uuid`);
  if ((found?.count ?? 0) > MAX_PARTICIPANTS)
    throw invalidField(field, "too_many_participants");
  return added;
}
