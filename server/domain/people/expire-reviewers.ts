import { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { forgetAgent } from "#server/domain/access/sign-in/sessions.ts";
import { letGo } from "./update-agent.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * Returns the threads of reviewers whose access has ended, ends their sessions and shows them as offline.
 * Sign-in, sessions, tokens and sockets check the end on their own; this sweep takes care of what such
 * reviewers still hold. It does the same for reviewers without a channel. Safe to repeat.
 * @returns how many reviewers held anything.
 */
export async function expireReviewers(context: Context): Promise<number> {
  const rows = await context.db.sql.$queryRaw<{ id: string }[]>(
    Prisma.sql`select a.id from agent a where ${holdsPastEnd} order by a.id`,
  );
  for (const { id } of rows) {
    await inPrismaTransaction(context.db, async (tx) => {
      const still = await tx.$queryRaw<{ id: string }[]>(
        Prisma.sql`select a.id from agent a where a.id = ${id}::uuid and ${holdsPastEnd} for update`,
      );
      if (still.length === 0) return;
      await tx.$executeRaw(
        Prisma.sql`delete from agent_session where "agentId" = ${id}::uuid`,
      );
      await letGo(tx, id, context.clock.now(), "expired");
    });
    forgetAgent(context, id);
  }
  return rows.length;
}

const holdsPastEnd = Prisma.sql`a.role = 'reviewer' and (
  (a."reviewChannelId" is null and exists (select 1 from thread t where t."ownerId" = a.id))
  or (a."expiresAt" <= now() and (
    a.presence <> 'offline'
    or exists (select 1 from agent_session s where s."agentId" = a.id)
    or exists (select 1 from agent_connection c where c."agentId" = a.id)
    or exists (select 1 from thread t where t."ownerId" = a.id))))`;
