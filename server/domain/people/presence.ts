import type {
  Leave,
  PresenceOfRequest,
  PresenceRequest,
} from "#contract/people/presence-requests.ts";
import type { Presence } from "#contract/people/agent.ts";
import { invalidField } from "#server/domain/app-error.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { requireSupervisedPerson } from "#server/domain/access/scope.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import { followShift } from "#server/domain/presence/shift.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { stopRinging } from "#server/domain/teams/lost-rights.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { requeueThreadsOf } from "#server/domain/conversations/ownership/ownership.ts";
import { setTimer } from "#server/domain/outbox/timers.ts";

/** Sets the actor's own presence, with a name, a message for teammates and an end. Safe to repeat. */
export async function setPresence(
  context: Context,
  actor: Pick<Actor, "agentId">,
  wanted: Presence | PresenceRequest,
): Promise<Presence> {
  const request = typeof wanted === "string" ? { presence: wanted } : wanted;
  const now = context.clock.now();
  await inPrismaTransaction(context.db, (tx) =>
    apply(tx, actor.agentId, request, null, now),
  );
  return request.presence;
}

/**
 * Sets another agent's presence; the agent gets a notice with who did it and why. For their supervisors.
 * @throws AppError forbidden, not_found
 */
export async function setPresenceOf(
  context: Context,
  actor: Actor,
  agentId: string,
  { reason, ...request }: PresenceOfRequest,
): Promise<Presence> {
  const now = context.clock.now();
  await inPrismaTransaction(context.db, async (tx) => {
    await requireSupervisedPerson(tx, actor, agentId);
    const target = { type: "agent", id: agentId };
    await apply(tx, agentId, request, "supervisor", now);
    const by = { id: actor.agentId, name: actor.name };
    const why = reason || null;
    const detail = { presence: request.presence, by, why };
    await raiseAlerts(tx, [{ kind: "presence_set", agentId, detail }], now);
    await writeAudit(tx, actor, "agent.presence_set", target, {
      ...request,
      why,
    });
  });
  return request.presence;
}

async function apply(
  tx: PrismaTx,
  agentId: string,
  { presence, text, message, until, ringingQueueIds }: PresenceRequest,
  reason: string | null,
  now: Date,
): Promise<boolean> {
  const ends = until ? new Date(until) : null;
  if (ends !== null && ends <= now) throw invalidField("until", "past");
  if (presence === "offline") await stopRinging(tx, agentId, now, "signed_out");
  return changePresence(tx, {
    agentId,
    presence,
    reason: reason ?? (presence === "offline" ? "chosen" : null),
    now,
    text: text || null,
    message: message || null,
    until: ends,
    ringingQueueIds: ringingQueueIds ?? [],
  });
}

/**
 * Signs the actor off: offline at once, and their threads stay or return as they choose. @returns how many
 * returned
 */
export async function leave(
  context: Context,
  { agentId }: Pick<Actor, "agentId">,
  { threads }: Leave,
): Promise<{ returned: number }> {
  const now = context.clock.now();
  const returned = await inPrismaTransaction(context.db, async (tx) => {
    // Threads are locked before their agents, as in every command.
    await stopRinging(tx, agentId, now, "signed_out");
    const moved =
      threads === "return"
        ? await requeueThreadsOf(tx, agentId, "signed_out", now)
        : 0;
    await tx.agent.update({
      where: { id: agentId },
      data: { lastSeenAt: null },
      select: { id: true },
    });
    await changePresence(tx, {
      agentId,
      presence: "offline",
      reason: threads === "keep" ? "kept" : "signed_out",
      now,
      keepThreads: threads !== "policy",
    });
    return moved;
  });
  return { returned };
}

/**
 * Ends a timed status: available again, or the status of the working hours. If the agent is not connected,
 * the sweep finds it.
 */
export async function endPresence(
  tx: PrismaTx,
  agentId: string,
  now: Date,
): Promise<void> {
  const agent = await tx.agent.findUnique({
    where: { id: agentId },
    select: { presenceUntil: true, presence: true, shift: true },
  });
  if (!agent?.presenceUntil || agent.presenceUntil > now) return;
  if (agent.presence === "offline") return;
  if (agent.shift !== null && (await followShift(tx, agentId, now))) return;
  const presence = "available";
  await changePresence(tx, { agentId, presence, reason: "expired", now });
}

/** Records mouse or key input, which restarts the idle timer. */
export async function recordActivity(
  context: Context,
  { agentId }: Pick<Actor, "agentId">,
): Promise<void> {
  await recordActed(context, { agentId });
  const now = context.clock.now();
  await inPrismaTransaction(context.db, async (tx) => {
    const { idleMinutes } = await readRoutingSettings(tx);
    if (idleMinutes === null) return;
    const dueAt = new Date(now.getTime() + idleMinutes * 60_000);
    await setTimer(tx, { kind: "idle", key: agentId, dueAt });
  });
}

/** Sets an idle agent away and sends a notice. */
export async function becomeIdle(
  tx: PrismaTx,
  agentId: string,
  now: Date,
): Promise<void> {
  const { idleMinutes } = await readRoutingSettings(tx);
  const agent = await tx.agent.findUnique({
    where: { id: agentId },
    select: { presence: true },
  });
  if (idleMinutes === null || agent?.presence !== "available") return;
  await changePresence(tx, { agentId, presence: "away", reason: "idle", now });
  const detail = { minutes: idleMinutes };
  await raiseAlerts(tx, [{ kind: "idle", agentId, detail }], now);
}
