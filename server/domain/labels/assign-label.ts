import type { Customer } from "#contract/customers/customer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { readCustomer } from "#server/domain/customers/customers.ts";
import { lockCustomer } from "#server/domain/customers/see-customer.ts";
import { requireOffered } from "./offered-labels.ts";
import { touchThreadsOf } from "#server/domain/customers/touch-threads.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";

type Label = { id: string; name: string };

/** A label to add to (or remove from) a thread or customer. Safe to repeat. */
export type LabelAssignment = { id: string; labelId: string; on: boolean };

/**
 * Adds or removes a thread's label. For agents who may work on it; they add a label of their departments, and remove any. @throws AppError not_found,
 * participant_only, invalid_input
 */
export function labelThread(
  context: Context,
  actor: Actor,
  { id, labelId, on }: LabelAssignment,
): Promise<Thread | null> {
  return changeThread(context, actor, id, async (tx, state, now) => {
    const changed = on
      ? await tx.$queryRaw<Label[]>(Prisma.sql`
          with added as (insert into thread_label ("threadId", "labelId")
            values (${id}::uuid, ${await requireOffered(tx, actor, labelId)}::uuid) on conflict do nothing returning "labelId")
          select l.id, l.name from added join label l on l.id = added."labelId"`)
      : await tx.$queryRaw<Label[]>(Prisma.sql`
          with gone as (delete from thread_label
            where "threadId" = ${id}::uuid and "labelId" = ${labelId}::uuid returning "labelId")
          select l.id, l.name from gone join label l on l.id = gone."labelId"`);
    if (changed.length === 0) return "unchanged";
    const line = {
      type: "labels_changed" as const,
      added: on ? changed : [],
      removed: on ? [] : changed,
    };
    return [eventLine(state, actor, line, now)];
  });
}

/**
 * Adds or removes a customer's label. For agents who may work on one of their threads. @throws AppError
 * not_found, invalid_input
 */
export async function labelCustomer(
  context: Context,
  actor: Actor,
  { id: givenId, labelId, on }: LabelAssignment,
): Promise<Customer> {
  const customer = await inPrismaTransaction(context.db, async (tx) => {
    const id = await lockCustomer(tx, actor, givenId);
    const changed = on
      ? await tx.$executeRaw(Prisma.sql`
          insert into customer_label ("customerId", "labelId")
          values (${id}::uuid, ${await requireOffered(tx, actor, labelId)}::uuid) on conflict do nothing`)
      : await tx.$executeRaw(Prisma.sql`
          delete from customer_label where "customerId" = ${id}::uuid and "labelId" = ${labelId}::uuid`);
    if (changed > 0) await touchThreadsOf(tx, id);
    return readCustomer(tx, id);
  });
  return customer;
}
