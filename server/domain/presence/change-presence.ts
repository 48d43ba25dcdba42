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
  /** Reason when the agent did not choose it: disabled, missed_offers, lost, idle, supervisor, … */
  reason: string | null;
  now: Date;
  text?: string | null;
  message?: string | null;
  /** When the status ends and the agent is available again. */
  until?: Date | null;
  /** While lost: the presence to which the agent comes back. */
  before?: Exclude<Presence, "offline"> | null;
  /** Whether working hours set it: see contract/people/shift. `until` is then the time when they begin again. */
  byShift?: boolean;
  /** The agent's queues that ring in spite of this status; omitted: none. */
  ringingQueueIds?: string[];
  /** When going offline: whether the agent keeps their threads. */
  keepThreads?: boolean;
};

/**
 * Ends one span of presence and begins the next, sets its timers, and publishes the change.
 * @returns false if the agent already has this status and nothing was written.
 */
export async function changePresence(
  tx: Sql,
  change: PresenceChange,
): Promise<boolean> {
  const { agentId, presence, reason, now } = change;
  const { text = null, message = null, until = null, before = null } = change;
  const { byShift = false } = change;
  // The row lock makes simultaneous changes follow each other, each with its own span.
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

/** The list applies to this status alone; the next status brings its own. @returns how many queues changed */
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

/** Sets the timers for the automatic end of the status, and for moving the threads of an offline agent. */
async function setClocks(tx: Sql, change: PresenceChange): Promise<void> {
  const { agentId, presence, now, until = null, byShift, keepThreads } = change;
  await clearTimers(tx, ["grace", "presence"], agentId);
  // The start of working hours has its own timer.
  if (until !== null && !byShift)
    await setTimer(tx, { kind: "presence", key: agentId, dueAt: until });
  if (presence !== "offline" || keepThreads) return;
  const { ownerGraceSeconds } = await readRoutingSettings(tx);
  const dueAt = new Date(now.getTime() + ownerGraceSeconds * 1000);
  await setTimer(tx, { kind: "grace", key: agentId, dueAt });
}
