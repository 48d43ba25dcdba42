import { DEFAULT_MAIL_AFTER_MINUTES } from "#contract/notifications/notification-settings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { startTimers } from "#server/domain/outbox/timers.ts";

const MINUTES = Prisma.sql`coalesce((a."notificationSettings"->>'mailAfterMinutes')::int, ${DEFAULT_MAIL_AFTER_MINUTES}::int)`;

/** Starts the time after which these agents get an email of what they have not seen. A running time is kept. */
export async function awaitUnseen(
  tx: Sql,
  of: readonly { agentId: string }[],
  now: Date,
): Promise<void> {
  const ids = [...new Set(of.map(({ agentId }) => agentId))];
  if (ids.length === 0) return;
  const agents = await tx.$queryRaw<
    { id: string; minutes: number }[]
  >(Prisma.sql`
    select a.id, ${MINUTES} as minutes from agent a where a.id = any(${ids}::uuid[])`);
  await start(tx, agents, now);
}

/**
 * The same for the owners of the threads in which customers wrote these messages, if they want an email of
 * messages. Nothing else is written: whether a message was seen follows from the thread.
 */
export async function awaitUnseenMessages(
  tx: Sql,
  messageIds: readonly string[],
  now: Date,
): Promise<void> {
  const owners = await tx.$queryRaw<
    { id: string; minutes: number }[]
  >(Prisma.sql`
    select distinct a.id, ${MINUTES} as minutes
    from message m join thread t on t.id = m."threadId" join agent a on a.id = t."ownerId"
    where m.id = any(${messageIds}::uuid[]) and m.direction = 'in' and m.kind = 'message' and not t.test
      and exists (select from setting where key = 'mail' and value->>'host' is not null)
      and coalesce((a."notificationSettings"->'kinds'->'message'->>'mail')::boolean, true)
      and not exists (select from timer where kind = 'unseen_mail' and key = a.id::text)`);
  await start(tx, owners, now);
}

function start(
  tx: Sql,
  agents: readonly { id: string; minutes: number }[],
  now: Date,
): Promise<void> {
  return startTimers(
    tx,
    agents.map(({ id, minutes }) => ({
      kind: "unseen_mail",
      key: id,
      dueAt: new Date(now.getTime() + minutes * 60_000),
    })),
  );
}
