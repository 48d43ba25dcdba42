import { Prisma } from "#server/db/client.ts";
import type { Presence } from "#contract/shapes.ts";
import { inTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";
import { followShift } from "#server/domain/presence/shift.ts";

/** One live socket of an agent. Rows, so that every node knows who can be reached. */
export type Device = {
  /** The socket's id. */
  connectionId: string;
  agentId: string;
  /** The process that holds the socket. */
  nodeId: string;
};

/** A device not seen for this long is gone: its node died. */
export const DEVICE_LOST_MS = 60_000;

/** A socket has opened; from this commit on its agent is told what they may see. */
export async function connectDevice(
  context: Context,
  device: Device,
): Promise<void> {
  await seeDevices(context, [device]);
  await comeBack(context, device.agentId);
}

/**
 * All devices of a node are still there: one statement for its whole
 * heartbeat. Brings back rows that were swept while the database was away or a
 * clock was wrong, and agents who were taken for lost meanwhile.
 * @returns connections that were brought back: they were told nothing meanwhile.
 */
export async function keepDevices(
  context: Context,
  devices: Device[],
): Promise<string[]> {
  const back = await seeDevices(context, devices);
  const agentIds = [...new Set(devices.map(({ agentId }) => agentId))];
  const lost = await context.db.prisma.agent.findMany({
    where: {
      id: { in: agentIds },
      presence: "offline",
      presenceBefore: { not: null },
      disabledAt: null,
    },
    select: { id: true },
  });
  for (const { id } of lost) await comeBack(context, id);
  return back;
}

/** @returns connections that had no row. */
export async function seeDevices(
  context: Context,
  devices: Device[],
): Promise<string[]> {
  if (devices.length === 0) return [];
  const now = context.clock.now();
  const rows = await context.db.prisma.$queryRaw<
    { id: string; isNew: boolean }[]
  >(Prisma.sql`
    insert into agent_connection (id, "agentId", "nodeId", "connectedAt", "seenAt")
    select x."connectionId", x."agentId", x."nodeId", ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(devices)}::jsonb)
      as x("connectionId" text, "agentId" uuid, "nodeId" text)
    where exists (select 1 from agent a where a.id = x."agentId" and a."disabledAt" is null)
    order by x."connectionId"
    on conflict (id) do update set "seenAt" = excluded."seenAt"
    returning id, xmax = 0 as "isNew"`);
  return rows.filter(({ isNew }) => isNew).map(({ id }) => id);
}

/** The socket has closed. Safe to repeat. */
export async function disconnectDevice(
  context: Context,
  connectionId: string,
): Promise<void> {
  await removeDevices(context, Prisma.sql`id = ${connectionId}`);
}

/** A node stops in good order and takes its sockets with it. */
export async function disconnectNode(
  context: Context,
  nodeId: string,
): Promise<void> {
  await removeDevices(context, Prisma.sql`"nodeId" = ${nodeId}`);
}

/** Removes what dead nodes left behind; answers how many. */
export async function sweepDevices(context: Context): Promise<number> {
  const lost = new Date(context.clock.now().getTime() - DEVICE_LOST_MS);
  return removeDevices(context, Prisma.sql`"seenAt" < ${lost}::timestamptz`);
}

/** What was last seen of an agent stays behind: a short loss is forgiven. */
function removeDevices(context: Context, which: Prisma.Sql): Promise<number> {
  const now = context.clock.now();
  return context.db.prisma.$executeRaw(Prisma.sql`
    with gone as (delete from agent_connection where ${which} returning "agentId", "seenAt"),
    kept as (update agent a set "lastSeenAt" = least(greatest(a."lastSeenAt", g.at), ${now}::timestamptz)
      from (select "agentId", max(case when "seenAt" < ${now}::timestamptz - interval '60 seconds'
        then "seenAt" else ${now}::timestamptz end) as at from gone group by 1 order by 1) g
      where a.id = g."agentId")
    select * from gone`);
}

/** Somebody who was lost is what they were before, or what their working hours say, without a word. */
async function comeBack(context: Context, agentId: string): Promise<void> {
  const lost = await context.db.prisma.agent.count({
    where: {
      id: agentId,
      OR: [
        { presence: "offline", presenceBefore: { not: null } },
        { shiftHolds: true },
      ],
    },
  });
  if (lost === 0) return;
  const changed = await inTransaction(context.db, async (tx) => {
    const [agent] = await tx.$queryRaw<
      { before: Back | null; shiftHolds: boolean }[]
    >(Prisma.sql`
      select "presenceBefore" as before, "shiftHolds" from agent where id = ${agentId}::uuid for no key update`);
    const now = context.clock.now();
    if (agent?.shiftHolds) return followShift(tx, agentId, now);
    if (!agent?.before) return false;
    const presence = agent.before;
    return changePresence(tx, { agentId, presence, reason: "back", now });
  });
  if (!changed) return;
  context.wake("announce");
  context.wake("route");
}

type Back = Exclude<Presence, "offline">;

/**
 * Whoever has had no device for the grace (a minute, unless set otherwise) is offline until one comes back.
 * Somebody who never had one and only just said that they are here is given
 * the same time. Not while this process is younger than that: after a
 * restart everybody has to find their way back first.
 * @returns how many were lost.
 */
export async function loseAgents(
  context: Context,
  startedAt: Date,
): Promise<number> {
  const now = context.clock.now();
  const gone = new Date(now.getTime() - context.config.presenceGraceMs);
  if (startedAt > gone) return 0;
  const rows = await context.db.prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    select a.id from agent a where a."disabledAt" is null and ${isLost(gone)} order by a.id`);
  for (const { id } of rows) {
    await inTransaction(context.db, async (tx) => {
      const [agent] = await tx.$queryRaw<
        { presence: Back; byShift: boolean }[]
      >(Prisma.sql`
        select a.presence, a."shiftHolds" as "byShift" from agent a where a.id = ${id}::uuid and ${isLost(gone)} for no key update`);
      if (!agent) return;
      await changePresence(tx, {
        agentId: id,
        presence: "offline",
        reason: "lost",
        now,
        before: agent.presence,
        byShift: agent.byShift,
      });
    });
  }
  if (rows.length > 0) context.wake("announce");
  return rows.length;
}

function isLost(gone: Date): Prisma.Sql {
  return Prisma.sql`(a.presence <> 'offline' and a."presenceSince" < ${gone}::timestamptz
    and coalesce(a."lastSeenAt" < ${gone}::timestamptz, true)
    and not exists (select 1 from agent_connection c
      where c."agentId" = a.id and c."seenAt" >= ${gone}::timestamptz))`;
}
