import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { raiseAlerts, type NewAlert } from "./alerts.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

type Person = { id: string; name: string };

/** A change of owner that the affected agents did not make themselves. */
export type HandOver = {
  /** The agent who did it; null: routing, for the named queue. */
  by: Pick<Actor, "agentId" | "name"> | null;
  from: Person | null;
  /** The new owner or place; null: back to its queue. */
  to: { id: string; name: string; type?: string } | null;
  queue?: { id: string; name: string };
  /** Reason of a change by routing: silent, offline, lost_queue, lost_department. */
  reason?: string;
  /** Note of the acting agent for the receiver. */
  note?: string | null;
};

/**
 * Notifies the former and the new owner of who moved the thread and where to, unless they did it themselves.
 * Call it in the transaction of the change. The notice stays on their screens until they dismiss it.
 */
export async function announceTransfer(
  tx: Sql,
  state: ThreadState,
  { by, from, to, queue, reason, note }: HandOver,
  now: Date,
): Promise<void> {
  // The notice carries the customer's name, since its receiver may not see the thread any more.
  const alert = {
    departmentId: state.departmentId,
    detail: {
      threadId: state.id,
      customer: await customerOf(tx, state),
      by: by && { id: by.agentId, name: by.name },
      from,
      to,
      ...(queue ? { queue } : {}),
      ...(reason ? { reason } : {}),
      ...(note ? { text: note } : {}),
    },
  };
  const alerts: NewAlert[] = [];
  if (from !== null && from.id !== by?.agentId && from.id !== to?.id)
    alerts.push({ ...alert, kind: "taken_from_you", agentId: from.id });
  const isPerson = to !== null && (to.type ?? "agent") === "agent";
  if (isPerson && to.id !== by?.agentId)
    alerts.push({ ...alert, kind: "given_to_you", agentId: to.id });
  await raiseAlerts(tx, alerts, now);
}

/**
 * Name and vendor id of the customer. Null: no profile has given the name yet, and the vendor's id identifies
 * the customer.
 */
async function customerOf(
  tx: Sql,
  { customerId, externalId }: ThreadState,
): Promise<{ name: string | null; externalId: string }> {
  const [row] = await tx.$queryRaw<{ name: string | null }[]>(
    Prisma.sql`select name from customer where id = ${customerId}::uuid`,
  );
  return { name: row?.name ?? null, externalId };
}
