import type { Presence } from "#contract/shapes.ts";
import { Prisma } from "#server/db/client.ts";
import type { Tx } from "#server/db/transaction.ts";
import { announce } from "#server/domain/threads/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

export type PresenceChange = {
  agentId: string;
  presence: Presence;
  /** Why, when it was not the agent's own choice: `disabled`, `missed_offers`, … */
  reason: string | null;
  now: Date;
};

/**
 * Ends one span of presence and begins the next, and tells the screens. False:
 * it is that already, nothing was written. The caller wakes `announce` after
 * its commit.
 */
export async function changePresence(
  tx: Tx,
  { agentId, presence, reason, now }: PresenceChange,
): Promise<boolean> {
  // The row lock makes two changes at once follow each other, each with its span.
  const changed = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update agent set presence = ${presence}, "presenceSince" = ${now}::timestamptz
    where id = ${agentId}::uuid and presence <> ${presence} returning id`);
  if (changed.length === 0) return false;
  await tx.$executeRaw(Prisma.sql`
    update presence_span set "endedAt" = ${now}::timestamptz
    where "agentId" = ${agentId}::uuid and "endedAt" is null`);
  await tx.$executeRaw(Prisma.sql`
    insert into presence_span (id, "agentId", presence, reason, "startedAt")
    values (${newId()}::uuid, ${agentId}::uuid, ${presence}, ${reason}, ${now}::timestamptz)`);
  await announce(tx, [
    { kind: "presence.updated", payload: { agentId, presence } },
  ]);
  return true;
}
