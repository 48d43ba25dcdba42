import { Prisma } from "#server/db/client.ts";
import type { Presence } from "#contract/people/agent.ts";
import { nodeAlive } from "#server/domain/access/devices-here.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  awaitDigests,
  welcomeBack,
} from "#server/domain/notifications/digest.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";
import { followShift } from "#server/domain/presence/shift.ts";

/** One open socket of an agent. It is a database row, so that every process knows which agents are connected. */
export type Device = {
  /** Id of the socket. */
  connectionId: string;
  agentId: string;
  /** Id of the process that holds the socket. */
  nodeId: string;
  /** True: a teammate sees the console as the agent. The socket gets the agent's events, and is no device of theirs. */
  watching?: boolean;
};

/** A process as an operator reads about it. */
export type NodeFacts = {
  role: "web" | "worker" | "all";
  /** The version of the program that it runs. */
  version: string;
  /** The name of the machine that it runs on. */
  hostname: string;
};

const UNKNOWN: NodeFacts = { role: "all", version: "", hostname: "" };

/** Interval of a process's heartbeat. Several may fail before the process counts as dead. */
export const NODE_BEAT_MS = 5_000;

/** Records an open socket; from this commit on its agent receives live events. */
export async function connectDevice(
  context: Context,
  device: Device,
): Promise<void> {
  await writeDevices(context, [device]);
  if (device.watching) return;
  await comeBack(context, device.agentId);
  await welcomeBack(context, device.agentId, device.connectionId);
}

/** Records whether the tab of this socket is in sight. */
export async function setDeviceVisible(
  { db }: Context,
  connectionId: string,
  visible: boolean,
): Promise<void> {
  await db.sql.$executeRaw(Prisma.sql`
    update agent_connection set visible = ${visible} where id = ${connectionId} and visible <> ${visible}`);
}

/**
 * Writes the heartbeat of a process, and its row if there is none.
 * @returns whether other processes took it for dead meanwhile, or were about to. Its agents received no
 *   events in that time, so they must fetch again.
 */
export async function beatNode(
  context: Context,
  nodeId: string,
  about: NodeFacts = UNKNOWN,
): Promise<{ wasLost: boolean }> {
  const now = context.clock.now();
  const [old] = await context.db.sql.$queryRaw<{ lost: boolean }[]>(
    Prisma.sql`
    with old as (select n.id, not (${nodeAlive(new Date(now.getTime() + NODE_BEAT_MS))}) as lost
      from node n where n.id = ${nodeId} for update)
    update node n set "seenAt" = ${now}::timestamptz from old where n.id = old.id returning old.lost`,
  );
  if (old) return { wasLost: old.lost };
  const { role, version, hostname } = about;
  // A socket may have written the row without the facts.
  await context.db.sql.$executeRaw(Prisma.sql`
    insert into node (id, "startedAt", "seenAt", role, version, hostname)
    values (${nodeId}, ${now}::timestamptz, ${now}::timestamptz, ${role}, ${version}, ${hostname})
    on conflict (id) do update set role = excluded.role, version = excluded.version, hostname = excluded.hostname`);
  return { wasLost: true };
}

/**
 * Confirms that these sockets of a process are open. Restores rows that were swept while the database was
 * away or a clock was wrong, and the status of agents who were taken for lost meanwhile.
 * @returns restored connections, which received no events meanwhile.
 */
export async function keepDevices(
  context: Context,
  devices: Device[],
): Promise<string[]> {
  const back = await writeDevices(context, devices);
  const agentIds = [
    ...new Set(
      devices.filter(({ watching }) => !watching).map(({ agentId }) => agentId),
    ),
  ];
  const lost = await context.db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from agent where id = any(${agentIds}::uuid[]) and presence = 'offline'
      and "presenceBefore" is not null and "disabledAt" is null`);
  for (const { id } of lost) await comeBack(context, id);
  return back;
}

/** @returns connections that had no row. */
async function writeDevices(
  context: Context,
  devices: Device[],
): Promise<string[]> {
  if (devices.length === 0) return [];
  await writeNodes(context, [...new Set(devices.map(({ nodeId }) => nodeId))]);
  const rows = await context.db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    insert into agent_connection (id, "agentId", "nodeId", "connectedAt", watching)
    select x."connectionId", x."agentId", x."nodeId", ${context.clock.now()}::timestamptz, coalesce(x.watching, false)
    from jsonb_to_recordset(${JSON.stringify(devices)}::jsonb)
      as x("connectionId" text, "agentId" uuid, "nodeId" text, watching boolean)
    where exists (select 1 from agent a where a.id = x."agentId" and a."disabledAt" is null)
    order by x."connectionId"
    on conflict (id) do nothing returning id`);
  return rows.map(({ id }) => id);
}

/** Leaves existing rows unchanged: only the heartbeat shows that a process is alive. */
async function writeNodes(context: Context, nodeIds: string[]): Promise<void> {
  const now = context.clock.now();
  await context.db.sql.$executeRaw(Prisma.sql`
    insert into node (id, "startedAt", "seenAt")
    select x.id, ${now}::timestamptz, ${now}::timestamptz from unnest(${nodeIds}::text[]) as x(id)
    on conflict (id) do nothing`);
}

/** Records a closed socket. Safe to repeat. */
export async function disconnectDevice(
  context: Context,
  connectionId: string,
): Promise<void> {
  await removeDevices(context, Prisma.sql`c.id = ${connectionId}`);
}

/** Removes a process that stops in good order, and its sockets. */
export async function endNode(context: Context, nodeId: string): Promise<void> {
  await removeDevices(context, Prisma.sql`n.id = ${nodeId}`);
  await context.db.sql.$executeRaw(
    Prisma.sql`delete from node where id = ${nodeId}`,
  );
}

/** Removes the rows of dead processes, which have not counted since their death. @returns how many devices */
export async function sweepNodes(context: Context): Promise<number> {
  const dead = Prisma.sql`not (${nodeAlive(context.clock.now())})`;
  const removed = await removeDevices(context, dead);
  // A process that has just come back keeps its devices, or writes its row again.
  await context.db.sql.$executeRaw(
    Prisma.sql`delete from node n where ${dead} and not exists (select 1 from agent_connection c where c."nodeId" = n.id)`,
  );
  return removed;
}

/** Stores the time when each agent was last connected, so that a short loss does not count. */
async function removeDevices(
  context: Context,
  which: Prisma.Sql,
): Promise<number> {
  const now = context.clock.now();
  const gone = await context.db.sql.$queryRaw<
    { agentId: string; watching: boolean }[]
  >(Prisma.sql`
    with gone as (delete from agent_connection c using node n where n.id = c."nodeId" and ${which}
      returning c."agentId", c.watching, case when ${nodeAlive(now)} then ${now}::timestamptz else n."seenAt" end as at),
    kept as (update agent a set "lastSeenAt" = least(greatest(a."lastSeenAt", g.at), ${now}::timestamptz)
      from (select "agentId", max(at) as at from gone where not watching group by 1 order by 1) g
      where a.id = g."agentId")
    select "agentId", watching from gone`);
  await awaitDigests(
    context,
    gone.filter(({ watching }) => !watching).map(({ agentId }) => agentId),
  );
  return gone.length;
}

/** Restores a lost agent's earlier status, or the one of their working hours, without a notice. */
async function comeBack(context: Context, agentId: string): Promise<void> {
  const lost = await context.db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from agent where id = ${agentId}::uuid
      and ((presence = 'offline' and "presenceBefore" is not null) or "shiftHolds")`);
  if (lost.length === 0) return;
  const changed = await inSqlTransaction(context.db, async (tx) => {
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
}

type Back = Exclude<Presence, "offline">;

/**
 * Sets agents offline who have had no device for the grace period (a minute, unless set otherwise), until one
 * connects again. An agent who has just set a status but never had a device gets the same time. It does
 * nothing while this process is younger than that: after a restart all agents need time to reconnect.
 * @returns how many agents were lost.
 */
export async function loseAgents(
  context: Context,
  startedAt: Date,
): Promise<number> {
  const now = context.clock.now();
  const gone = new Date(now.getTime() - context.config.presenceGraceMs);
  if (startedAt > gone) return 0;
  const rows = await context.db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select a.id from agent a where a."disabledAt" is null and ${isLost(gone, now)} order by a.id`);
  for (const { id } of rows) {
    await inSqlTransaction(context.db, async (tx) => {
      const [agent] = await tx.$queryRaw<
        { presence: Back; byShift: boolean }[]
      >(Prisma.sql`
        select a.presence, a."shiftHolds" as "byShift" from agent a where a.id = ${id}::uuid and ${isLost(gone, now)} for no key update`);
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
  return rows.length;
}

/**
 * The last heartbeat of a dead process counts, swept or not: the grace period is longer than the heartbeat's
 * interval.
 */
function isLost(gone: Date, now: Date): Prisma.Sql {
  return Prisma.sql`(a.presence <> 'offline' and a."presenceSince" < ${gone}::timestamptz
    and coalesce(a."lastSeenAt" < ${gone}::timestamptz, true)
    and not exists (select 1 from agent_connection c join node n on n.id = c."nodeId"
      where c."agentId" = a.id and not c.watching and (n."seenAt" >= ${gone}::timestamptz or ${nodeAlive(now)})))`;
}
