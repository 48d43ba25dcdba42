import type { Message } from "#contract/threads/message.ts";
import {
  MAX_TRANSCRIPT_MESSAGES,
  type Transcript,
} from "#contract/threads/transcript.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { readThread } from "#server/domain/messages/get-thread.ts";
import { selectMessages } from "#server/domain/messages/message-rows.ts";

/**
 * Reads a conversation as a document: its newest 10,000 messages, oldest first, without thread events, and with the
 * team's notes only if they are asked for. It is an entry of the audit log.
 * @throws AppError forbidden, not_found, read_only_view
 */
export async function makeTranscript(
  context: Context,
  actor: Actor,
  threadId: string,
  { notes }: { notes: boolean },
): Promise<Transcript> {
  requireAction(actor, "threads.transcript");
  // The audit log would have it in the name of someone else.
  if (actor.seenBy) throw new AppError("read_only_view");
  return inSqlTransaction(context.db, async (tx) => {
    const { channelId, customer } = await readThread(tx, actor, threadId);
    const [channel] = await tx.$queryRaw<
      { type: Transcript["channel"]["type"]; name: string }[]
    >(
      Prisma.sql`select kind as type, name from channel where id = ${channelId}::uuid`,
    );
    if (!channel) throw new Error("A thread without its channel.");
    const kinds = notes ? ["message", "note"] : ["message"];
    const found = await selectMessages(
      tx,
      Prisma.sql`m."threadId" = ${threadId}::uuid and m.kind = any(${kinds}::text[])
        order by m."sentAt" desc, m.id desc limit ${MAX_TRANSCRIPT_MESSAGES + 1}`,
    );
    const messages = found
      .slice(0, MAX_TRANSCRIPT_MESSAGES)
      .reverse()
      .map(withoutUnsent);
    await writeAudit(
      tx,
      actor,
      "customer.transcript_made",
      { type: "customer", id: customer.id },
      { notes, messages: messages.length },
    );
    return {
      threadId,
      channel: { id: channelId, ...channel },
      customer: { id: customer.id, name: customer.name },
      at: context.clock.now().toISOString(),
      by: { id: actor.agentId, name: actor.name },
      includesNotes: notes,
      isComplete: found.length <= MAX_TRANSCRIPT_MESSAGES,
      messages,
    };
  });
}

/** Pure. */
function withoutUnsent(message: Message): Message {
  return message.deletedAt === null
    ? message
    : { ...message, text: null, attachments: [], replyTo: null };
}
