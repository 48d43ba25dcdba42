import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import type { Reader } from "./message-rows.ts";
import { selectThreads } from "./thread-rows.ts";

/** @throws AppError not_found, also when the actor may not see it */
export async function getThread(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<Thread> {
  return readThread(context.db.sql, actor, threadId);
}

/** The same inside a transaction, so that a command returns the state that it wrote. */
export async function readThread(
  reader: Reader,
  actor: Actor,
  threadId: string,
): Promise<Thread> {
  const [view] = await selectThreads(
    reader,
    actor.agentId,
    Prisma.sql`t.id = ${threadId}::uuid and ${visibleTo(actor)}`,
  );
  if (!view) throw new AppError("not_found", { threadId });
  return view.thread;
}

/**
 * Checks that the actor may read a thread.
 * @throws AppError not_found: missing and forbidden look alike
 */
export async function seeThread(
  reader: Reader,
  actor: Actor,
  threadId: string,
): Promise<void> {
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select t.id from thread t where t.id = ${threadId}::uuid and ${visibleTo(actor)}`);
  if (rows.length === 0) throw new AppError("not_found", { threadId });
}

/** The ids among these of the threads that the actor may see. */
export async function amongVisible(
  reader: Reader,
  actor: Actor,
  threadIds: readonly string[],
): Promise<string[]> {
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select t.id from thread t where t.id = any(${[...threadIds]}::uuid[]) and ${visibleTo(actor)}`);
  return rows.map(({ id }) => id);
}
