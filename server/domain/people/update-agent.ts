import type { UpdateAgent } from "#contract/people/agent-requests.ts";
import type { Agent } from "#contract/people/agent.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { hasRole } from "#server/domain/access/actor.ts";
import { refuseTakenName } from "#server/domain/access/display-name.ts";
import { lockAgent, type LockedAgent } from "./lock-agent.ts";
import { touchThreadsShowing } from "./touch-threads.ts";
import { readAgent, refuseTakenEmail, requireDepartments } from "./agents.ts";
import { AppError } from "#server/domain/app-error.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { reviewOf, type Review } from "./review.ts";
import { hashPassword } from "#server/domain/access/sign-in/passwords.ts";
import { forgetAgent } from "#server/domain/access/sign-in/sessions.ts";
import { revokeTokensOf } from "#server/domain/access/sign-in/tokens.ts";
import type { Context } from "#server/domain/context.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";
import { setShift, turnShift } from "#server/domain/presence/shift.ts";
import {
  borderOf,
  movingBorder,
} from "#server/domain/teams/department-moved.ts";
import { announceAccess } from "#server/domain/teams/access-changed.ts";
import {
  leaveOtherDepartments,
  stopRinging,
} from "#server/domain/teams/lost-rights.ts";
import { requeueThreadsOf } from "#server/domain/conversations/ownership/ownership.ts";
import type { Role } from "#contract/people/agent.ts";
import { isStaff, isTeammate } from "#contract/people/roles.ts";

// Serializes all changes that could leave the company without an owner; any number that no other lock uses.
const OWNERS_LOCK = 7_027_539_042_101;

/**
 * Changes an agent. For admins, up to their own rank. Every agent may change their own name, but not to a
 * teammate's. Disabling signs the agent out everywhere and returns all their threads in the same transaction.
 * A new password signs them out too, and with `endTokens` ends their API tokens. `beforeLetGo` runs in the
 * transaction that disables an agent, while they still have their threads.
 * @throws AppError forbidden, not_found, already_exists (e-mail), invalid_input (department, a reviewer
 *   without a channel), wrong_state (the last owner)
 */
export async function updateAgent(
  context: Context,
  doer: AuditActor,
  agentId: string,
  patch: UpdateAgent,
  beforeLetGo?: BeforeLetGo,
): Promise<Agent> {
  const passwordHash =
    patch.password === undefined
      ? undefined
      : await hashPassword(patch.password);
  const agent = await refuseTakenEmail(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const target = await lockAgent(tx, agentId);
      const before = await readAgent(tx, agentId);
      requireMay(doer, target, patch);
      await keepAnOwner(tx, target, patch);
      wakeAfterCommit(tx, "route"); // capacity, rights or working hours may have changed
      if (patch.name !== undefined && !hasRole(doer, "admin"))
        await refuseTakenName(tx, target.id, patch.name);
      const apply = () =>
        applyPatch(
          tx,
          target,
          { ...patch, passwordHash },
          context,
          beforeLetGo,
        );
      await (movesBorder(patch)
        ? movingBorder(tx, borderOf([agentId]), apply)
        : apply());
      if (patch.name !== undefined) await touchThreadsShowing(tx, agentId);
      if (patch.endTokens)
        await revokeTokensOf(tx, doer, agentId, context.clock.now());
      await writeAudit(
        tx,
        doer,
        auditAction(target, patch),
        { type: "agent", id: agentId },
        changesOf(before, withoutPassword(patch)),
      );
      return readAgent(tx, agentId);
    }),
  );
  forgetAgent(context, agentId);
  return agent;
}

type BeforeLetGo = (tx: PrismaTx, now: Date) => Promise<void>;

/** Refuses agents above the actor's rank, and promotions above it. Pure. */
function requireMay(
  doer: AuditActor,
  target: LockedAgent,
  patch: UpdateAgent,
): void {
  const onlyName = Object.entries(patch).every(
    ([key, value]) => key === "name" || value === undefined,
  );
  if (onlyName && doer.agentId === target.id && isStaff(doer.role)) return;
  if (!hasRole(doer, "admin"))
    throw new AppError("forbidden", { needs: "admin" });
  for (const role of [target.role, patch.role ?? target.role]) {
    if (!hasRole(doer, role)) throw new AppError("forbidden", { needs: role });
  }
}

/** @throws AppError wrong_state: the change would remove the last owner. */
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
  beforeLetGo?: BeforeLetGo,
): Promise<void> {
  const now = context.clock.now();
  const disables = patch.disabled === true && !target.disabled;
  const signsOut = disables || patch.passwordHash !== undefined;
  const { email, name, role, capacity, allDepartments, passwordHash } = patch;
  const review = await reviewOf(tx, target, patch, now);
  await tx.agent.update({
    where: { id: target.id },
    data: {
      ...(email === undefined ? {} : { email }),
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role }),
      ...(capacity === undefined ? {} : { capacity }),
      ...(allDepartments === undefined ? {} : { allDepartments }),
      ...review,
      ...(passwordHash === undefined ? {} : { passwordHash }),
      ...(disables ? { disabledAt: now } : {}),
      ...(patch.disabled === false ? { disabledAt: null } : {}),
      // An open link, of an invitation or a reset, would let its bearer in after either change.
      ...(signsOut
        ? {
            sessionVersion: { increment: 1 },
            invitationHash: null,
            invitationExpiresAt: null,
            resetHash: null,
            resetExpiresAt: null,
          }
        : {}),
    },
    select: { id: true },
  });
  if (signsOut)
    await tx.agentSession.deleteMany({ where: { agentId: target.id } });
  if (patch.departmentIds) {
    const departmentIds = [...new Set(patch.departmentIds)];
    await requireDepartments(tx, departmentIds, role ?? target.role);
    await setDepartments(tx, target.id, departmentIds, now);
  }
  await setShift(tx, target.id, patch, now);
  if (patch.disabled === false) await turnShift(tx, target.id, null, now);
  if (movesBorder(patch)) await announceAccess(tx, [target.id]);
  if (disables) await beforeLetGo?.(tx, now);
  if (disables) await letGo(tx, target.id, now, "disabled");
  else if (losesConversations(target, patch, review))
    await endWork(tx, target.id, role ?? target.role, now);
}

function movesBorder(patch: UpdateAgent): boolean {
  const { role, allDepartments, departmentIds, reviewChannelId } = patch;
  return [role, allDepartments, departmentIds, reviewChannelId].some(
    (value) => value !== undefined,
  );
}

/**
 * Whether the agent gets a role that answers no conversations or only those of one channel, or the reviewer
 * gets another channel: they lose sight of the threads they own.
 */
function losesConversations(
  before: LockedAgent,
  patch: UpdateAgent,
  { reviewChannelId }: Review,
): boolean {
  const role = patch.role ?? before.role;
  if (isTeammate(role)) return false;
  return (
    isTeammate(before.role) ||
    (before.role === "reviewer") !== (role === "reviewer") ||
    before.reviewChannelId !== reviewChannelId
  );
}

/**
 * Returns all threads of an agent with such a role, and ends their memberships. Departments stay, except for
 * a reviewer: they decide which leads an agent of leads only sees.
 */
async function endWork(
  tx: PrismaTx,
  agentId: string,
  role: Role,
  now: Date,
): Promise<void> {
  await giveBack(tx, agentId, now, "lost_channel");
  const where = { agentId };
  await tx.queueMember.deleteMany({ where });
  await tx.ringGroupMember.deleteMany({ where });
  if (role === "reviewer") await tx.departmentMember.deleteMany({ where });
  await tx.threadParticipant.deleteMany({ where });
}

async function giveBack(
  tx: PrismaTx,
  agentId: string,
  now: Date,
  reason: string,
): Promise<void> {
  await requeueThreadsOf(tx, agentId, reason, now);
  await stopRinging(tx, agentId, now, "removed");
}

/** Removes all threads and offers from a disabled or expired agent and shows them as offline. */
export async function letGo(
  tx: PrismaTx,
  agentId: string,
  now: Date,
  reason: "disabled" | "expired",
): Promise<void> {
  await giveBack(tx, agentId, now, reason);
  await tx.agentConnection.deleteMany({ where: { agentId } });
  await changePresence(tx, {
    agentId,
    presence: "offline",
    reason,
    now,
  });
}

async function setDepartments(
  tx: PrismaTx,
  agentId: string,
  departmentIds: string[],
  now: Date,
): Promise<void> {
  await leaveOtherDepartments(tx, agentId, departmentIds, now);
  await tx.departmentMember.createMany({
    data: departmentIds.map((departmentId) => ({ departmentId, agentId })),
    skipDuplicates: true,
  });
}

function auditAction(target: LockedAgent, patch: UpdateAgent): AuditAction {
  if (patch.disabled === true && !target.disabled) return "agent.disabled";
  if (patch.disabled === false && target.disabled) return "agent.enabled";
  return "agent.updated";
}

function withoutPassword(patch: UpdateAgent): Record<string, unknown> {
  const { password, ...rest } = patch;
  return password === undefined ? rest : { ...rest, passwordChanged: true };
}
