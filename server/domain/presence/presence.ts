import { hostname } from "node:os";
import type { Presence } from "#contract/shapes.ts";
import { Prisma } from "#server/db/client.ts";
import { inTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";

type Person = Pick<Actor, "agentId">;

/** A device not seen for this long is gone: its node died. Sockets beat every 25 s or faster. */
export const DEVICE_LOST_MS = 60_000;

/** The actor's own presence. Safe to repeat. */
export async function setPresence(
  context: Context,
  actor: Person,
  presence: Presence,
): Promise<Presence> {
  const now = context.clock.now();
  const changed = await inTransaction(context.db, (tx) =>
    changePresence(tx, {
      agentId: actor.agentId,
      presence,
      reason: null,
      now,
    }),
  );
  if (changed) context.wake("announce");
  return presence;
}

/**
 * A socket of the actor's has opened on this node. A row, so that every node
 * knows who can be reached: whoever has none is told nothing and offered nothing.
 */
export async function connectDevice(
  context: Context,
  actor: Person,
  socketId: string,
): Promise<void> {
  await seeDevice(context, actor, socketId);
}

/** The socket's heartbeat. Brings back a row that was swept while the database was away. */
export async function seeDevice(
  context: Context,
  actor: Person,
  socketId: string,
): Promise<void> {
  const now = context.clock.now();
  await context.db.prisma.$executeRaw(Prisma.sql`
    insert into agent_connection (id, "agentId", "nodeId", "connectedAt", "seenAt")
    select ${socketId}, a.id, ${nodeId()}, ${now}::timestamptz, ${now}::timestamptz
    from agent a where a.id = ${actor.agentId}::uuid and a."disabledAt" is null
    on conflict (id) do update set "seenAt" = excluded."seenAt"`);
}

/** The socket has closed. Safe to repeat. */
export async function disconnectDevice(
  context: Context,
  _actor: Person,
  socketId: string,
): Promise<void> {
  await context.db.prisma.$executeRaw(
    Prisma.sql`delete from agent_connection where id = ${socketId}`,
  );
}

/** Removes what dead nodes left behind; answers how many. */
export async function sweepDevices(context: Context): Promise<number> {
  const lost = new Date(context.clock.now().getTime() - DEVICE_LOST_MS);
  return context.db.prisma.$executeRaw(
    Prisma.sql`delete from agent_connection where "seenAt" < ${lost}::timestamptz`,
  );
}

// For whoever looks into the table; nothing is decided by it.
function nodeId(): string {
  return `${hostname()}:${process.pid}`;
}
