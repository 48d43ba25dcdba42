import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { workableBy } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";

type Winner = { id: string; name: string; ownedSince: Date | null };

/**
 * Explains a claim (a take, a first reply) that found no thread: an agent who could have had the thread gets
 * the name of the faster one. In most queues a taken thread leaves the other members' sight at once, so
 * without this each loser of a race would get not_found. All other agents still get it.
 * @throws AppError owned_by_other with `current.owner`, else the given error
 */
export async function tellWhoWon(
  context: Context,
  actor: Actor,
  threadId: string,
  error: unknown,
): Promise<never> {
  const isMissing =
    error instanceof AppError &&
    (error.code === "not_found" || error.code === "participant_only");
  if (!isMissing) throw error;
  const [winner] = await context.db.sql.$queryRaw<Winner[]>(Prisma.sql`
    select o.id, o.name, owned."ownedSince"
    from thread owned join agent o on o.id = owned."ownerId"
    cross join lateral (select owned.id, null::uuid as "ownerId", null::uuid as "lastOwnerId",
      'waiting' as status, 'queued' as routing, owned."routedToType", owned."routedToId",
      owned."departmentId", owned."channelId", owned."deletedAt") t
    where owned.id = ${threadId}::uuid and ${workableBy(actor)}`);
  if (!winner) throw error;
  const { ownedSince, ...owner } = winner;
  throw new AppError("owned_by_other", {
    current: { owner, since: ownedSince?.toISOString() ?? null },
  });
}
