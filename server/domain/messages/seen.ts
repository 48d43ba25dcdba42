import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import { selectMessages } from "./message-rows.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/**
 * A command that ends or defers attention for a thread names the newest
 * message that its author had seen. A message is newer if it arrived later at
 * our side, in the order of the thread's row lock, so a message that the
 * vendor delivers late is newer too.
 */

/**
 * Refuses a command whose author has not seen every message of the customer.
 * @param seenMessageId left out: nothing is compared
 * @throws AppError newer_message with `current` {message, newer, status,
 * routing}: the newest message that the author had not seen, and how many
 * there are; invalid_input (`seenMessageId`): no such message in this thread
 */
export async function requireSeen(
  tx: Sql,
  state: ThreadState,
  seenMessageId: string | undefined,
): Promise<void> {
  if (seenMessageId === undefined) return;
  const seen = await seenCount(tx, state, seenMessageId);
  if (state.inboundCount <= seen) return;
  const [message] = await selectMessages(
    tx,
    Prisma.sql`m."threadId" = ${state.id}::uuid and m.direction = 'in' and m."inboundCount" = ${state.inboundCount}::int
      order by m.id limit 1`,
  );
  throw new AppError("newer_message", {
    current: {
      message: message ?? null,
      newer: state.inboundCount - seen,
      status: state.status,
      routing: state.routing,
    },
  });
}

/** The number of customer messages that had arrived when this one did. @throws AppError invalid_input */
export async function seenCount(
  tx: Sql,
  { id }: ThreadState,
  messageId: string,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ inboundCount: number }[]>(Prisma.sql`
    select "inboundCount" from message where id = ${messageId}::uuid and "threadId" = ${id}::uuid`);
  if (!row) throw invalidField("seenMessageId", "unknown_message");
  return row.inboundCount;
}
