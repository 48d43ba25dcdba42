import type { Presence } from "#contract/people/agent.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { clearTimers, setTimer } from "#server/domain/outbox/timers.ts";
import { newId } from "#server/runtime/crypto.ts";

export type PresenceChange = {
  agentId: string;
  presence: Presence;
  /** Why, when it was not the agent's own choice: disabled, missed_offers, lost, idle, supervisor, … */
  reason: string | null;
  now: Date;
  text?: string | null;
  message?: string | null;
  /** Then available again. */
  until?: Date | null;
  /** While lost: what it comes back to. */
  before?: Exclude<Presence, "offline"> | null;
  /** By their working hours: see contract/people/shift. `until` is then when these begin again. */
  byShift?: boolean;
  /** Queues of theirs that ring all the same; none unless said. */
  ringingQueueIds?: string[];
  /** At going offline: their threads stay with them. */
  keepThreads?: boolean;
};

/**
 * Ends one span of presence and begins the next, sets its clocks, and tells
 * the screens. False: it is all that already, nothing was written.
 */
export async function changePresence(
  tx: Sql,
  change: PresenceChange,
): Promise<boolean> {
  const { agentId, presence, reason, now } = change;
  const { text = null, message = null, until = null, before = null } = change;
  const { byShift = false } = change;
  // The row lock makes two changes at once follow each other, each with its span.
  const [was] = await tx.$queryRaw<{ presence: Presence }[]>(Prisma.sql`
    select presence from agent where id = ${agentId}::uuid for no key update`);
  if (!was) return false;
  const moves = was.presence !== presence;
  const changed = await tx.$executeRaw(Prisma.sql`
    update agent set presence = ${presence}, "presenceReason" = ${reason}, "presenceText" = ${text},
      "presenceMessage" = ${message}, "presenceUntil" = ${until}::timestamptz, "presenceBefore" = ${before},
      "shiftHolds" = ${byShift}, "presenceSince" = case when ${moves} then ${now}::timestamptz else "presenceSince" end
    where id = ${agentId}::uuid and (presence, "shiftHolds", coalesce("presenceText", ''), coalesce("presenceMessage", ''),
      coalesce("presenceUntil", '-infinity'), coalesce("presenceBefore", '')) is distinct from
      (${presence}, ${byShift}, ${text ?? ""}, ${message ?? ""}, coalesce(${until}::timestamptz, '-infinity'), ${before ?? ""})`);
  const kept = await keepRinging(tx, change);
  if (changed + kept === 0) return false;
  wakeAfterCommit(tx, "route");
  if (moves) await newSpan(tx, change);
  await setClocks(tx, change);
  await announce(tx, [{ kind: "presence.updated", payload: { agentId } }]);
  return true;
}

/** Of this status alone: the next one says it anew. @returns how many queues changed */
function keepRinging(
  tx: Sql,
  { agentId, presence, ringingQueueIds = [] }: PresenceChange,
): Promise<number> {
  const isPlain = presence === "available" || presence === "offline";
  const ids = isPlain ? [] : ringingQueueIds;
  return tx.$executeRaw(Prisma.sql`
    update queue_member set "keepsRinging" = not "keepsRinging"
    where "agentId" = ${agentId}::uuid and "keepsRinging" <> ("queueId" = any(${ids}::uuid[]))`);
}

async function newSpan(
  tx: Sql,
  { agentId, presence, reason, now }: PresenceChange,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update presence_span set "endedAt" = ${now}::timestamptz
    where "agentId" = ${agentId}::uuid and "endedAt" is null`);
  await tx.$executeRaw(Prisma.sql`
    insert into presence_span (id, "agentId", presence, reason, "startedAt")
    values (${newId()}::uuid, ${agentId}::uuid, ${presence}, ${reason}, ${now}::timestamptz)`);
}

/** When it ends by itself, and when the threads of somebody gone move. */
async function setClocks(tx: Sql, change: PresenceChange): Promise<void> {
  const { agentId, presence, now, until = null, byShift, keepThreads } = change;
  await clearTimers(tx, ["grace", "presence"], agentId);
  // The beginning of their hours has a clock of its own.
  if (until !== null && !byShift)
    await setTimer(tx, { kind: "presence", key: agentId, dueAt: until });
  if (presence !== "offline" || keepThreads) return;
  const { ownerGraceSeconds } = await readRoutingSettings(tx);
  const dueAt = new Date(now.getTime() + ownerGraceSeconds * 1000);
  await setTimer(tx, { kind: "grace", key: agentId, dueAt });
}
