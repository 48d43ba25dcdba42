import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { later, type ThreadState } from "#server/domain/thread/thread-state.ts";

/** The tick of a page's message with this time. */
export function tickAt(
  { readTill, deliveredTill }: Pick<ThreadState, "readTill" | "deliveredTill">,
  at: Date,
): "sent" | "delivered" | "read" {
  if (readTill !== null && at <= readTill) return "read";
  return deliveredTill !== null && at <= deliveredTill ? "delivered" : "sent";
}

/** The progress of the page's messages on the customer's device. Every part may be missing. */
export type Receipt = {
  deliveredTill: Date | null;
  readTill: Date | null;
  /** Vendor ids reported as delivered, whatever their time. */
  deliveredIds: string[];
};

/**
 * Raises the thread's watermarks and the ticks under them; never lowers
 * either. It writes the message rows at once; the caller saves the state.
 * @returns whether a watermark rose
 */
export async function applyReceipt(
  tx: Sql,
  state: ThreadState,
  receipt: Receipt,
): Promise<boolean> {
  const readTill = later(state.readTill, receipt.readTill);
  // A read message was delivered.
  const deliveredTill = later(
    later(state.deliveredTill, receipt.deliveredTill),
    readTill,
  );
  const rose =
    readTill?.getTime() !== state.readTill?.getTime() ||
    deliveredTill?.getTime() !== state.deliveredTill?.getTime();
  state.readTill = readTill;
  state.deliveredTill = deliveredTill;
  if (rose || receipt.deliveredIds.length > 0) {
    await raiseTicks(tx, state, receipt.deliveredIds);
  }
  return rose;
}

async function raiseTicks(
  tx: Sql,
  state: ThreadState,
  deliveredIds: string[],
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update message m set version = m.version + 1,
      status = case when coalesce(m."platformAt", m."sentAt") <= ${state.readTill}::timestamptz
        then 'read' else 'delivered' end
    where m."threadId" = ${state.id}::uuid and m.direction = 'out' and m.kind = 'message' and m.status in ('sent', 'delivered')
      and (coalesce(m."platformAt", m."sentAt") <= ${state.readTill}::timestamptz
        or (m.status = 'sent' and (coalesce(m."platformAt", m."sentAt") <= ${state.deliveredTill}::timestamptz
          or m."externalId" = any(${deliveredIds}::text[]))))
    returning m.id`);
  await announce(
    tx,
    rows.map(({ id }) => ({
      kind: "message.updated",
      threadId: state.id,
      messageId: id,
    })),
  );
}
