import { enqueueSends } from "#server/domain/messages/enqueue-sends.ts";
import type { Message } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { selectMessages } from "#server/domain/messages/message-rows.ts";
import { requireOwner } from "#server/domain/conversations/ownership/ownership.ts";
import { requireSendable } from "./sendable.ts";
import {
  lockThread,
  saveThreads,
  snapshotVisibility,
} from "#server/domain/thread/thread-state.ts";
import { deriveWaiting } from "#server/domain/thread/waiting.ts";

/**
 * See contract/channels/send-errors: it is unknown whether the customer has the message, and a look-up may
 * tell.
 */
const MAYBE_SENT = "maybe_sent";

/**
 * Sends a failed message again as the same message, never as a second one. Two calls make one attempt. A
 * message that the customer may have is looked up in the vendor's conversation first and sent only if it is
 * missing there.
 * @throws AppError not_found, wrong_state (it did not fail), owned_by_other, or a SendRefusal.
 */
export async function retryMessage(
  context: Context,
  actor: Actor,
  { threadId, messageId }: { threadId: string; messageId: string },
): Promise<Message> {
  const message = await inSqlTransaction(context.db, async (tx) => {
    const state = await lockThread(tx, actor, threadId, "reviewer");
    const [found] = await tx.$queryRaw<{ status: string }[]>(Prisma.sql`
      select status from message where id = ${messageId}::uuid and "threadId" = ${threadId}::uuid
        and direction = 'out' and kind = 'message' and "authorType" = 'agent'`);
    if (!found) throw new AppError("not_found", { messageId });
    await requireOwner(tx, state, actor);
    if (found.status !== "queued" && found.status !== "sending") {
      if (found.status !== "failed") {
        throw new AppError("wrong_state", {
          needs: "failed",
          current: { status: found.status },
        });
      }
      await requireSendable(tx, state, context.clock.now());
      // Keeps the record of an attempt that may have succeeded: the sender looks that message up first.
      await tx.$executeRaw(Prisma.sql`
        update message set status = 'queued', version = version + 1, "errorCode" = null,
          "errorDetail" = case when "errorCode" = ${MAYBE_SENT} then jsonb_build_object('attemptedAt',
            coalesce("errorDetail"->>'attemptedAt', to_json("createdAt") #>> '{}')) end
        where id = ${messageId}::uuid`);
      await enqueueSends(
        tx,
        [{ id: messageId, threadId, channelId: state.channelId }],
        state.waitingSince,
      );
      await deriveWaiting(tx, [state]);
      await saveThreads(tx, [state]);
      await announce(tx, [
        { kind: "message.updated", threadId, messageId },
        { kind: "thread.updated", threadId, before: snapshotVisibility(state) },
      ]);
    }
    const [message] = await selectMessages(
      tx,
      Prisma.sql`m.id = ${messageId}::uuid`,
    );
    if (!message) throw new AppError("not_found", { messageId });
    return message;
  });
  return message;
}
