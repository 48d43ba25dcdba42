import type { UpdateAgent } from "#contract/requests.ts";
import type { Agent } from "#contract/shapes.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { hasRole } from "#server/domain/access/actor.ts";
import { refuseTakenName } from "#server/domain/access/display-name.ts";
import { lockAgent, type LockedAgent } from "./lock-agent.ts";
import { touchThreadsShowing } from "./touch-threads.ts";
import { readAgent, refuseTakenEmail, requireDepartments } from "./agents.ts";
import { AppError } from "#server/domain/app-error.ts";
import { writeAudit, type Doer } from "#server/domain/access/audit.ts";
import { hashPassword } from "#server/domain/access/passwords.ts";
import { forgetAgent } from "#server/domain/access/sessions.ts";
import { revokeTokensOf } from "#server/domain/access/tokens.ts";
import type { Context } from "#server/domain/context.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";
import { setShift, turnShift } from "#server/domain/presence/shift.ts";
import { borderOf, movingBorder } from "#server/domain/teams/border-moved.ts";
import { announceAccess } from "#server/domain/teams/access-changed.ts";
import {
  leaveOtherDepartments,
  stopRinging,
} from "#server/domain/teams/lost-rights.ts";
import { requeueThreadsOf } from "#server/domain/conversations/ownership.ts";

// Serialises whatever could leave the house without an owner; any number that nobody else takes.
const OWNERS_LOCK = 7_027_539_042_101;

/**
 * For admins, up to their own rank; one's own name anybody may change, though
 * not to a colleague's.
 * Disabling signs the agent out everywhere and gives all their threads back in
 * the same transaction; a new password signs out too, and with `endTokens` ends
 * their API tokens.
 * @throws AppError forbidden, not_found, already_exists (e-mail),
 *   invalid_input (department), wrong_state (the last owner)
 */
export async function updateAgent(
  context: Context,
  doer: Doer,
  agentId: string,
  patch: UpdateAgent,
): Promise<Agent> {
  const passwordHash =
    patch.password === undefined
      ? undefined
      : await hashPassword(patch.password);
  const agent = await refuseTakenEmail(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const target = await lockAgent(tx, agentId);
      requireMay(doer, target, patch);
      await keepAnOwner(tx, target, patch);
      wakeAfterCommit(tx, "route"); // capacity, rights or working hours may be others
      if (patch.name !== undefined && !hasRole(doer, "admin"))
        await refuseTakenName(tx, target.id, patch.name);
      const apply = () =>
        applyPatch(tx, target, { ...patch, passwordHash }, context);
      await (movesBorder(patch)
        ? movingBorder(tx, borderOf([agentId], context.clock.now()), apply)
        : apply());
      if (patch.name !== undefined) await touchThreadsShowing(tx, agentId);
      if (patch.endTokens)
        await revokeTokensOf(tx, doer, agentId, context.clock.now());
      await writeAudit(
        tx,
        doer,
        auditAction(target, patch),
        { type: "agent", id: agentId },
        withoutPassword(patch),
      );
      return readAgent(tx, agentId);
    }),
  );
  forgetAgent(context, agentId);
  return agent;
}

/** Pure. Foreign ranks above one's own are out of reach, as target and as promotion. */
function requireMay(doer: Doer, target: LockedAgent, patch: UpdateAgent): void {
  const onlyName = Object.entries(patch).every(
    ([key, value]) => key === "name" || value === undefined,
  );
  if (onlyName && doer.agentId === target.id && hasRole(doer, "agent")) return;
  if (!hasRole(doer, "admin"))
    throw new AppError("forbidden", { needs: "admin" });
  for (const role of [target.role, patch.role ?? target.role]) {
    if (!hasRole(doer, role)) throw new AppError("forbidden", { needs: role });
  }
}

/** @throws AppError wrong_state when this would take the last owner away. */
async function keepAnOwner(
  tx: PrismaTx,
  target: LockedAgent,
  patch: UpdateAgent,
): Promise<void> {
  const leaves =
    (patch.role !== undefined && patch.role !== "owner") ||
    patch.disabled === true;
  if (target.role !== "owner" || target.disabled || !leaves) return;
  await lockUntilCommit(tx, OWNERS_LOCK);
  const others = await tx.agent.count({
    where: { role: "owner", disabledAt: null, id: { not: target.id } },
  });
  if (others > 0) return;
  throw new AppError("wrong_state", {
    reason: "last_owner",
    current: { owners: 1 },
  });
}

async function applyPatch(
  tx: PrismaTx,
  target: LockedAgent,
  patch: UpdateAgent & { passwordHash: string | undefined },
  context: Context,
): Promise<void> {
  const now = context.clock.now();
  const disables = patch.disabled === true && !target.disabled;
  const signsOut = disables || patch.passwordHash !== undefined;
  const { email, name, role, capacity, allDepartments, passwordHash } = patch;
  await tx.agent.update({
    where: { id: target.id },
    data: {
      ...(email === undefined ? {} : { email }),
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role }),
      ...(capacity === undefined ? {} : { capacity }),
      ...(allDepartments === undefined ? {} : { allDepartments }),
      ...(passwordHash === undefined ? {} : { passwordHash }),
      ...(disables ? { disabledAt: now } : {}),
      ...(patch.disabled === false ? { disabledAt: null } : {}),
      // An open link would let its bearer in past either change.
      ...(signsOut
        ? {
            sessionVersion: { increment: 1 },
            invitationHash: null,
            invitationExpiresAt: null,
          }
        : {}),
    },
    select: { id: true },
  });
  if (signsOut)
    await tx.agentSession.deleteMany({ where: { agentId: target.id } });
  if (patch.departmentIds) {
    await setDepartments(tx, target.id, [...new Set(patch.departmentIds)], now);
  }
  await setShift(tx, target.id, patch, now);
  if (patch.disabled === false) await turnShift(tx, target.id, null, now);
  if (movesBorder(patch)) await announceAccess(tx, [target.id]);
  if (disables) await letGo(tx, target.id, now);
}

function movesBorder(patch: UpdateAgent): boolean {
  const { role, allDepartments, departmentIds } = patch;
  return [role, allDepartments, departmentIds].some(
    (value) => value !== undefined,
  );
}

/** Whoever is disabled owns nothing, is rung by nothing and is shown as gone. */
async function letGo(tx: PrismaTx, agentId: string, now: Date): Promise<void> {
  await requeueThreadsOf(tx, agentId, "disabled", now);
  await stopRinging(tx, agentId, now, "removed");
  await tx.agentConnection.deleteMany({ where: { agentId } });
  await changePresence(tx, {
    agentId,
    presence: "offline",
    reason: "disabled",
    now,
  });
}

async function setDepartments(
  tx: PrismaTx,
  agentId: string,
  departmentIds: string[],
  now: Date,
): Promise<void> {
  await requireDepartments(tx, departmentIds);
  await leaveOtherDepartments(tx, agentId, departmentIds, now);
  await tx.departmentMember.createMany({
    data: departmentIds.map((departmentId) => ({ departmentId, agentId })),
    skipDuplicates: true,
  });
}

function auditAction(target: LockedAgent, patch: UpdateAgent): string {
  if (patch.disabled === true && !target.disabled) return "agent.disabled";
  if (patch.disabled === false && target.disabled) return "agent.enabled";
  return "agent.updated";
}

function withoutPassword(patch: UpdateAgent): Record<string, unknown> {
  const { password, ...rest } = patch;
  return password === undefined ? rest : { ...rest, passwordChanged: true };
}
