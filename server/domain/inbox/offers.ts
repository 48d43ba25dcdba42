import type { ThreadOffer } from "#contract/threads/offer.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import { toDestination } from "#server/domain/destinations/destination.ts";
import { selectThreads } from "#server/domain/messages/thread-rows.ts";

export type OpenOffer = ThreadOffer;

/** Lists the actor's open offers of threads, the first to end first. */
export async function listOffers(
  context: Context,
  actor: Actor,
): Promise<OpenOffer[]> {
  const { prisma } = context.db;
  const rows = await prisma.offer.findMany({
    where: {
      agentId: actor.agentId,
      endedAt: null,
    },
    // Offers that began together end together.
    orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
    select: {
      threadId: true,
      kind: true,
      note: true,
      createdAt: true,
      expiresAt: true,
      viaType: true,
      viaId: true,
      from: { select: { id: true, name: true } },
    },
  });
  const ids = rows.map(({ threadId }) => threadId);
  if (ids.length === 0) return [];
  const views = await selectThreads(
    prisma,
    actor.agentId,
    Prisma.sql`t.id = any(${ids}::uuid[]) and ${visibleTo(actor)}`,
  );
  const threads = new Map(views.map(({ thread }) => [thread.id, thread]));
  return rows.flatMap(
    ({ threadId, kind, from, note, createdAt, expiresAt, ...via }) => {
      const thread = threads.get(threadId);
      if (!thread) return [];
      return [
        {
          threadId,
          thread,
          kind: kind as OpenOffer["kind"],
          from,
          note,
          via: toDestination({ type: via.viaType, id: via.viaId }),
          createdAt: createdAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
        },
      ];
    },
  );
}
