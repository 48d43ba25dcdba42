import { Prisma } from "#server/db/client.ts";

/**
 * A process whose heartbeat is older than this is dead, and its sockets no
 * longer count as devices, whether its rows are swept or not. No other place
 * decides this. `now` is always the database's clock, and so is the heartbeat.
 */
export const NODE_LOST_MS = 30_000;

/** SQL condition: the node of a connection `c` is alive. */
export function deviceHere(now: Date): Prisma.Sql {
  return Prisma.sql`c."nodeId" in (select n.id from node n where ${nodeAlive(now)})`;
}

/**
 * SQL subselect: the ids of agents with a socket, or whose console a teammate
 * sees: whom events are for. Whether the node of a socket is alive is not
 * asked. An event for a dead one does no harm, while a process whose time is
 * wrong for some seconds (the clock of the database was set) would withhold
 * events from sockets that are open.
 */
export const agentsHere = Prisma.sql`(select c."agentId" from agent_connection c)`;

/**
 * SQL condition: this agent has a socket, as in `agentsHere`. For few agents: each is looked up, where the list
 * reads all who are connected. `limit 1` keeps Postgres from making a list of it.
 */
export function agentHere(agentId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(select true from agent_connection c where c."agentId" = ${agentId} limit 1)`;
}

/** SQL condition: a node `n` is alive. */
export function nodeAlive(now: Date): Prisma.Sql {
  const lost = new Date(now.getTime() - NODE_LOST_MS);
  return Prisma.sql`n."seenAt" > ${lost}::timestamptz`;
}
