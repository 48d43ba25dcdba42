import { SPAM_REASON } from "#contract/customers/is-blocked.ts";
import type { BlockCustomer } from "#contract/customers/customer-requests.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { workableBy } from "#server/domain/access/visible.ts";
import { invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { getCustomer } from "#server/domain/customers/customers.ts";
import { lockCustomer } from "#server/domain/customers/see-customer.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { eventLine, type LineEvent } from "#server/domain/thread/event-line.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import {
  lockThreadById,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";
import { shutThread } from "./close.ts";
import { cancelScheduledOf } from "./ownership/leave-scheduled.ts";

/** A block without an end, as a time that every comparison understands. */
const FOR_EVER = new Date("9999-01-01T00:00:00Z");

/**
 * Blocks a customer: what they write is kept, and it wakes, routes and
 * notifies nothing. Their conversations that the actor may work on are closed, and scheduled messages in them are
 * canceled; each of their conversations says so. Safe to repeat: the newest reason and
 * end count.
 * @throws AppError not_found, forbidden, participant_only, invalid_input (`until` in the past)
 */
export async function blockCustomer(
  context: Context,
  actor: Actor,
  givenId: string,
  { reason, until }: BlockCustomer,
): Promise<Customer> {
  const now = context.clock.now();
  const end = until === null ? null : new Date(until);
  if (end !== null && end <= now) throw invalidField("until", "past");
  await inSqlTransaction(context.db, async (tx) => {
    const customerId = await lockCustomer(tx, actor, givenId);
    await tx.$executeRaw(Prisma.sql`
      update customer set "blockedAt" = ${now}::timestamptz, "blockedUntil" = ${end}::timestamptz,
        "blockReason" = ${reason}, version = version + 1 where id = ${customerId}::uuid`);
    await setIdentities(tx, customerId, end ?? FOR_EVER);
    const event: LineEvent =
      end === null
        ? { type: "customer_blocked" }
        : { type: "customer_blocked_until", until: end.toISOString() };
    const session = {
      closedById: actor.agentId,
      outcome: null,
      noteId: null,
      isSpam: reason === SPAM_REASON,
    };
    await onThreads(tx, actor, { customerId, now }, async (state, mayWork) => {
      const line = eventLine(state, actor, event, now);
      if (!mayWork) return [line];
      const canceled = await cancelScheduledOf(tx, state, actor, now);
      if (state.status !== "closed") await shutThread(tx, state, session, now);
      return [...canceled, line];
    });
    await keepChange(tx, actor, { customerId, now, block: { reason, end } });
    await record(tx, actor, "customer.blocked", customerId, {
      until: end?.toISOString() ?? null,
    });
  });
  return getCustomer(context, actor, givenId);
}

/** The customer's next message is routed again. Without a block it does nothing. @throws AppError as blockCustomer */
export async function unblockCustomer(
  context: Context,
  actor: Actor,
  givenId: string,
): Promise<Customer> {
  const now = context.clock.now();
  await inSqlTransaction(context.db, async (tx) => {
    const customerId = await lockCustomer(tx, actor, givenId);
    const changed = await tx.$executeRaw(Prisma.sql`
      update customer set "blockedAt" = null, "blockedUntil" = null, "blockReason" = null, version = version + 1
      where id = ${customerId}::uuid and "blockedAt" is not null`);
    if (changed === 0) return;
    await setIdentities(tx, customerId, null);
    const event: LineEvent = { type: "customer_unblocked" };
    await onThreads(tx, actor, { customerId, now }, (state) =>
      Promise.resolve([eventLine(state, actor, event, now)]),
    );
    await keepChange(tx, actor, { customerId, now, block: null });
    await record(tx, actor, "customer.unblocked", customerId, {});
  });
  return getCustomer(context, actor, givenId);
}

/** Keeps who blocked, until when and why, or who unblocked (`block` null). */
async function keepChange(
  tx: Sql,
  actor: Actor,
  change: {
    customerId: string;
    now: Date;
    block: { reason: string; end: Date | null } | null;
  },
): Promise<void> {
  const { customerId, now, block } = change;
  await tx.$executeRaw(Prisma.sql`
    insert into customer_block_change (id, "customerId", blocked, until, reason, "actorId", "actorName", at)
    values (${newId()}::uuid, ${customerId}::uuid, ${block !== null}, ${block?.end ?? null}::timestamptz,
      ${block?.reason ?? ""}, ${actor.agentId}::uuid, ${actor.name}, ${now}::timestamptz)`);
}

async function setIdentities(
  tx: Sql,
  customerId: string,
  until: Date | null,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update identity set "blockedUntil" = ${until}::timestamptz where "customerId" = ${customerId}::uuid`);
}

/** Changes each of the customer's threads in the order of their ids, and writes the lines that say so. */
async function onThreads(
  tx: Sql,
  actor: Actor,
  { customerId, now }: { customerId: string; now: Date },
  change: (state: ThreadState, mayWork: boolean) => Promise<NewMessage[]>,
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; mayWork: boolean }[]>(
    Prisma.sql`select t.id, ${workableBy(actor)} as "mayWork" from thread t
      where t."customerId" = ${customerId}::uuid order by t.id`,
  );
  for (const { id, mayWork } of rows) {
    const state = await lockThreadById(tx, id);
    if (state === null) continue;
    await applyChange(tx, state, () => change(state, mayWork), now);
  }
}

async function record(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  customerId: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await writeAudit(
    tx,
    actor,
    action,
    { type: "customer", id: customerId },
    detail,
  );
  await announce(tx, [{ kind: "customer.changed", payload: { customerId } }]);
}
