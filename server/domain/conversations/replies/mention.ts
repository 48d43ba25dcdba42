import { truncate } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visiblePredicate, workableBy } from "#server/domain/access/visible.ts";
import { invalidField, invalidInput } from "#server/domain/app-error.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { ownerOf } from "#server/domain/conversations/ownership/ownership.ts";
import { seatParticipants } from "#server/domain/conversations/ownership/participants.ts";
import { canManageThread } from "#server/domain/access/can-manage-thread.ts";

type Person = { id: string; name: string; sees: boolean };

const SHOWN_CHARACTERS = 500;

/**
 * Reads the teammates whom a note mentions, and gives a seat as participant to
 * those who do not see the thread. Only an agent who may add participants may
 * mention them. The author is left out.
 * @returns the people, and the event lines of the new seats
 * @throws AppError invalid_input (`mentions`): no active teammate; codes
 *   mention_not_visible, too_many_participants
 */
export async function seatMentioned(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  {
    mentions = [],
    now,
  }: { mentions: readonly string[] | undefined; now: Date },
): Promise<{ people: Person[]; lines: NewMessage[] }> {
  const ids = [...new Set(mentions)].filter((id) => id !== actor.agentId);
  if (ids.length === 0) return { people: [], lines: [] };
  const people = await tx.$queryRaw<Person[]>(Prisma.sql`
    select a.id, a.name, ${visiblePredicate} as sees from agent a, thread t
    where t.id = ${state.id}::uuid and a.id = any(${ids}::uuid[]) and a."disabledAt" is null and a.role <> 'reviewer'
    order by a.id`);
  if (people.length < ids.length)
    throw invalidInput("mentions", "There is no such agent.");
  const unseeing = people.filter(({ sees }) => !sees);
  if (unseeing.length === 0) return { people, lines: [] };
  if (!(await mayInvite(tx, state, actor)))
    throw invalidField("mentions", "mention_not_visible");
  await seatParticipants(tx, state, actor, {
    agentIds: unseeing.map(({ id }) => id),
    field: "mentions",
    now,
  });
  const lines = unseeing.map(({ id, name }) =>
    eventLine(state, actor, { type: "invited", to: { id, name } }, now),
  );
  return { people, lines };
}

async function mayInvite(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from thread t where t.id = ${state.id}::uuid and ${workableBy(actor)}`);
  if (rows.length === 0) return false;
  if (state.ownerId === null || state.ownerId === actor.agentId) return true;
  return (
    (await canManageThread(tx, actor, state)) ||
    (await ownerOf(tx, state)) === null
  );
}

/** Records the mentions of a stored note and alerts each person, on every page of the console. */
export async function recordMentions(
  tx: Sql,
  { id: threadId, departmentId }: ThreadState,
  { id: messageId, authorId, authorName, text }: NewMessage,
  { people, now }: { people: readonly { id: string }[]; now: Date },
): Promise<void> {
  if (people.length === 0) return;
  const ids = people.map(({ id }) => id);
  const detail = {
    by: { id: authorId, name: authorName },
    messageId,
    text: text === null ? null : truncate(text, SHOWN_CHARACTERS),
  };
  await Promise.all([
    tx.$executeRaw(Prisma.sql`
      insert into mention ("messageId", "agentId", "threadId", "createdAt")
      select ${messageId}::uuid, x.id, ${threadId}::uuid, ${now}::timestamptz
      from unnest(${ids}::uuid[]) as x(id)`),
    raiseAlerts(
      tx,
      ids.map((agentId) => ({
        kind: "mention",
        agentId,
        threadId,
        departmentId,
        detail,
      })),
      now,
    ),
  ]);
}
