import { SPAM_REASON } from "#contract/customers/is-blocked.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { archiveThread } from "./archive.ts";
import { blockCustomer, unblockCustomer } from "./block-customer.ts";

/**
 * Marks a thread as spam: its customer is blocked without an end, which closes their conversations, and the thread
 * goes to the archive. Safe to repeat; unblocking the customer takes the block back.
 * @throws AppError not_found, forbidden, participant_only
 */
export async function markSpam(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<Thread | null> {
  const { customer } = await getThread(context, actor, threadId);
  await blockCustomer(context, actor, customer.id, {
    reason: SPAM_REASON,
    until: null,
  });
  return archiveThread(context, actor, { threadId, on: true });
}

/**
 * Takes the mark back: the customer is unblocked, and the thread leaves the archive. It stays closed. Safe to repeat.
 * @throws AppError not_found, forbidden, participant_only
 */
export async function unmarkSpam(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<Thread | null> {
  const { customer } = await getThread(context, actor, threadId);
  await unblockCustomer(context, actor, customer.id);
  return archiveThread(context, actor, { threadId, on: false });
}
