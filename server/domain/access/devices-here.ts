import { Prisma } from "#server/db/client.ts";

/**
 * A process whose heartbeat is older than this is dead, and its sockets are no
 * devices any more, whether its rows are swept or not. The only place that
 * says so. `now` is always the database's clock, and so is the heartbeat.
 */
export const NODE_LOST_MS = 30_000;

/** Is the node of a connection `c` alive? SQL. */
export function deviceHere(now: Date): Prisma.Sql {
  return Prisma.sql`c."nodeId" in (select n.id from node n where ${nodeAlive(now)})`;
}

/** Ids of the agents who have a device: SQL, a subselect. */
export function agentsHere(now: Date): Prisma.Sql {
  return Prisma.sql`(select c."agentId" from agent_connection c where ${deviceHere(now)})`;
}

/** Is a node `n` alive? SQL. */
export function nodeAlive(now: Date): Prisma.Sql {
  const lost = new Date(now.getTime() - NODE_LOST_MS);
  return Prisma.sql`n."seenAt" > ${lost}::timestamptz`;
}
