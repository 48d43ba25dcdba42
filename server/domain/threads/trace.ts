import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { seeThread } from "#server/domain/threads/get-thread.ts";

export type TraceEntry = {
  id: string;
  at: string;
  step: string;
  detail: unknown;
};

const MAX_ENTRIES = 200;

/** Why the thread is where it is: its decisions, newest first. @throws AppError not_found */
export async function getTrace(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<TraceEntry[]> {
  const { prisma } = context.db;
  await seeThread(prisma, actor, threadId);
  const rows = await prisma.routingTrace.findMany({
    where: { threadId },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: MAX_ENTRIES,
    select: { id: true, at: true, step: true, detail: true },
  });
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
