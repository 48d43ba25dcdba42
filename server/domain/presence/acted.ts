import { Prisma } from "#server/db/client.ts";
import type { Database } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";

/** Written no more often than this for one agent and process. */
const WRITE_GAP_MS = 2_000;
const MAX_REMEMBERED = 10_000;

/** When each agent's last sign was written, per database. */
const written = new WeakMap<Database, Map<string, number>>();

/**
 * The agent did something: a command, typing, mouse or key. What rings
 * unanswered at somebody who works does not set them away. In a statement of
 * its own, before the command's transaction: no lock is held for it.
 */
export async function noteActed(
  { db, clock }: Pick<Context, "db" | "clock">,
  { agentId }: Pick<Actor, "agentId">,
): Promise<void> {
  const now = clock.now();
  const known = written.get(db) ?? new Map<string, number>();
  written.set(db, known);
  const last = known.get(agentId);
  if (last !== undefined && Math.abs(now.getTime() - last) < WRITE_GAP_MS)
    return;
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(agentId, now.getTime());
  await db.sql.$executeRaw(Prisma.sql`
    update agent set "actedAt" = ${now}::timestamptz
    where id = ${agentId}::uuid and coalesce("actedAt" < ${now}::timestamptz, true)`);
}
