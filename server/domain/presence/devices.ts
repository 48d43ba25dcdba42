import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";

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
}

/**
 * All devices of a node are still there: one statement for its whole
 * heartbeat. Brings back rows that were swept while the database was away.
 */
export async function seeDevices(
  context: Context,
  devices: Device[],
): Promise<void> {
  if (devices.length === 0) return;
  const now = context.clock.now();
  await context.db.prisma.$executeRaw(Prisma.sql`
    insert into agent_connection (id, "agentId", "nodeId", "connectedAt", "seenAt")
    select x."connectionId", x."agentId", x."nodeId", ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(devices)}::jsonb)
      as x("connectionId" text, "agentId" uuid, "nodeId" text)
    where exists (select 1 from agent a where a.id = x."agentId" and a."disabledAt" is null)
    order by x."connectionId"
    on conflict (id) do update set "seenAt" = excluded."seenAt"`);
}

/** The socket has closed. Safe to repeat. */
export async function disconnectDevice(
  context: Context,
  connectionId: string,
): Promise<void> {
  await context.db.prisma.$executeRaw(
    Prisma.sql`delete from agent_connection where id = ${connectionId}`,
  );
}

/** A node stops in good order and takes its sockets with it. */
export async function disconnectNode(
  context: Context,
  nodeId: string,
): Promise<void> {
  await context.db.prisma.$executeRaw(
    Prisma.sql`delete from agent_connection where "nodeId" = ${nodeId}`,
  );
}

/** Removes what dead nodes left behind; answers how many. */
export async function sweepDevices(context: Context): Promise<number> {
  const lost = new Date(context.clock.now().getTime() - DEVICE_LOST_MS);
  return context.db.prisma.$executeRaw(
    Prisma.sql`delete from agent_connection where "seenAt" < ${lost}::timestamptz`,
  );
}
