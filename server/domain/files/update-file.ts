import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { INFECTED } from "#server/domain/files/shown-state.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

/** Changes of an attachment's row, each of which finds it only in the state that it expects. */

type Expected = { id: string; state: "pending" | "stored" };

/** The scanner found it infected: its bytes are to be removed, and no address opens it. */
export const REFUSED = Prisma.sql`state = 'failed', error = ${INFECTED}, "dueAt" = null, "storageKey" = null, "publicToken" = null`;

/** Changes it and announces nothing. Returns the number of rows, 0 or 1. */
export function setFile(
  sql: Sql,
  { id, state }: Expected,
  assignment: Prisma.Sql,
): Promise<number> {
  return sql.$executeRaw(
    Prisma.sql`update attachment set ${assignment} where id = ${id}::uuid and state = ${state}`,
  );
}

/** Changes a file of a message and announces the message. False: it was in another state, or the message is gone. */
export function updateFileOfMessage(
  context: Context,
  { messageId, ...file }: Expected & { messageId: string },
  assignment: Prisma.Sql,
): Promise<boolean> {
  return inSqlTransaction(context.db, async (tx) => {
    const [row] = await tx.$queryRaw<{ threadId: string }[]>(Prisma.sql`
      select m."threadId" from message m join thread t on t.id = m."threadId"
      where m.id = ${messageId}::uuid for update of t`);
    const changed = await setFile(tx, file, assignment);
    if (!row || changed === 0) return false;
    await tx.$executeRaw(
      Prisma.sql`update message set version = version + 1 where id = ${messageId}::uuid`,
    );
    await announce(tx, [
      { kind: "message.updated", threadId: row.threadId, messageId },
    ]);
    return true;
  });
}
