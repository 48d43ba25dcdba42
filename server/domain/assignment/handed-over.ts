import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { raiseAlerts, type NewAlert } from "./alerts.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

type Person = { id: string; name: string };

/** How a conversation changed hands without those it concerns doing it. */
export type HandOver = {
  /** Null: the product itself, by the queue named. */
  by: Pick<Actor, "agentId" | "name"> | null;
  from: Person | null;
  /** A person, or the place it was sent to; null: back to its queue. */
  to: { id: string; name: string; type?: string } | null;
  queue?: { id: string; name: string };
  /** Of the product: silent, offline, lost_queue, lost_department. */
  reason?: string;
  /** What the person who did it wrote for the receiver. */
  note?: string | null;
};

/**
 * Tells whoever had the conversation and whoever has it now, unless they did
 * it themselves: by whom and where to. In the transaction of the hand-over; it
 * stays on their screens until they put it away.
 */
export async function tellHandOver(
  tx: Sql,
  state: ThreadState,
  { by, from, to, queue, reason, note }: HandOver,
  now: Date,
): Promise<void> {
  // Whoever had it may not see it any more: the notice says by itself whose it was.
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

/** Null: the profile has not told the name yet; then the vendor's id tells them apart. */
async function customerOf(
  tx: Sql,
  { customerId, externalId }: ThreadState,
): Promise<{ name: string | null; externalId: string }> {
  const [row] = await tx.$queryRaw<{ name: string | null }[]>(
    Prisma.sql`select name from customer where id = ${customerId}::uuid`,
  );
  return { name: row?.name ?? null, externalId };
}
