import type { z } from "zod";
import type { handoverSchema } from "#contract/supervision.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { seeThread } from "#server/domain/threads/get-thread.ts";

const TYPES = [
  "taken",
  "assigned",
  "released",
  "requeued",
  "transferred",
  "transfer_asked",
  "transfer_declined",
  "transfer_missed",
  "transfer_cancelled",
  "closed",
  "reopened",
];
const MAX_ENTRIES = 200;

/** Through whose hands a thread went, oldest first. @throws AppError not_found */
export async function listHandovers(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<z.infer<typeof handoverSchema>[]> {
  const { prisma } = context.db;
  await seeThread(prisma, actor, threadId);
  const rows = await prisma.message.findMany({
    where: {
      threadId,
      kind: "event",
      OR: TYPES.map((type) => ({ event: { path: ["type"], equals: type } })),
    },
    orderBy: [{ sentAt: "desc" }, { id: "desc" }],
    take: MAX_ENTRIES,
    select: { sentAt: true, authorId: true, authorName: true, event: true },
  });
  return rows.reverse().map(({ sentAt, authorId, authorName, event }) => {
    const { type, ...detail } = event as { type: string };
    return {
      at: sentAt.toISOString(),
      by: { id: authorId, name: authorName ?? "" },
      type,
      detail,
    };
  });
}
