import { Prisma } from "#server/db/client.ts";
import type { Database } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";

/** Minimum time between two writes for one agent in one process. */
const WRITE_GAP_MS = 2_000;
const MAX_REMEMBERED = 10_000;

/** When each agent's last act was written, per pool of a database: commands in one transaction share it. */
const written = new WeakMap<Database["pool"], Map<string, number>>();

/**
 * Records that the agent did something: a command, typing, mouse or key. Missed offers do not set an agent
 * away who is at work. The write is a statement of its own before the command's transaction, so no lock is
 * held for it.
 */
export async function recordActed(
  { db, clock }: Pick<Context, "db" | "clock">,
  { agentId }: Pick<Actor, "agentId">,
): Promise<void> {
  const now = clock.now();
  const known = written.get(db.pool) ?? new Map<string, number>();
  written.set(db.pool, known);
  const last = known.get(agentId);
  if (last !== undefined && Math.abs(now.getTime() - last) < WRITE_GAP_MS)
    return;
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(agentId, now.getTime());
  await db.sql.$executeRaw(Prisma.sql`
    update agent set "actedAt" = ${now}::timestamptz
    where id = ${agentId}::uuid and coalesce("actedAt" < ${now}::timestamptz, true)`);
}
