import type { CreateAgent } from "#contract/people/agent-requests.ts";
import type { PageQuery } from "#contract/base/page.ts";
import type { Agent, Role } from "#contract/people/agent.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  inPrismaTransaction,
  isUniqueViolation,
  type PrismaTx,
} from "#server/db/transaction.ts";
import {
  hasRole,
  requireAction,
  type Actor,
} from "#server/domain/access/actor.ts";
import { agentSelect, agentShape } from "./agent-shape.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import {
  invitationUrl,
  mailInvitation,
  newInvitation,
} from "#server/domain/people/account/invitations.ts";
import { NEW_PERSON, reviewOf } from "./review.ts";
import { hashPassword } from "#server/domain/access/sign-in/passwords.ts";
import type { Context } from "#server/domain/context.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";
import { joinQueues } from "#server/domain/teams/members.ts";
import { setShift } from "#server/domain/presence/shift.ts";
import { loadInHand } from "#server/domain/assignment/assigned-work.ts";
import { newId } from "#server/runtime/crypto.ts";
import { isStaff } from "#contract/people/roles.ts";

/** `invitationUrl`: returned only once; null when a password was given. `invitationMailed`: it was also mailed. */
export type CreatedAgent = Agent & {
  invitationUrl: string | null;
  invitationMailed: boolean;
};

/**
 * Lists all agents in the order of their creation; teammates need the names for transfers. Reviewers are
 * guests from outside: they see only themselves.
 */
export async function listAgents(
  context: Context,
  actor: Actor,
  query: PageQuery,
): Promise<Page<Agent>> {
  const after = readIdCursor(query.cursor);
  const rows = await context.db.prisma.agent.findMany({
    where: {
      ...(after ? { id: { gt: after } } : {}),
      ...(isStaff(actor.role) ? {} : { AND: { id: actor.agentId } }),
    },
    orderBy: { id: "asc" },
    take: query.limit + 1,
    select: agentSelect,
  });
  const inHand = await loadInHand(
    context.db.prisma,
    rows.map(({ id }) => id),
    context.clock.now(),
  );
  return toPage(rows, query.limit, (row) =>
    agentShape(row, inHand.get(row.id)),
  );
}

/** Returns one agent. @throws AppError not_found: for reviewers, also another agent. */
export async function getAgent(
  context: Context,
  actor: Actor,
  agentId: string,
): Promise<Agent> {
  if (!isStaff(actor.role) && agentId !== actor.agentId)
    throw new AppError("not_found", { agentId });
  return readAgent(context.db.prisma, agentId);
}

/**
 * Creates an agent. Without a password the agent sets one by the invitation link. For admins.
 * @throws AppError forbidden, already_exists (e-mail), invalid_input (department, a reviewer without a
 *   channel)
 */
export async function createAgent(
  context: Context,
  doer: AuditActor,
  input: CreateAgent,
): Promise<CreatedAgent> {
  requireAction(doer, "people.manage");
  if (!hasRole(doer, input.role)) {
    throw new AppError("forbidden", { needs: input.role });
  }
  const passwordHash =
    input.password === undefined ? null : await hashPassword(input.password);
  const invitation =
    passwordHash === null ? newInvitation(context.clock.now()) : null;
  const { agent, invitationMailed } = await refuseTakenEmail(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const departmentIds = [...new Set(input.departmentIds)];
      await requireDepartments(tx, departmentIds, input.role);
      const review = await reviewOf(tx, NEW_PERSON, input, context.clock.now());
      const { id } = await tx.agent.create({
        data: {
          id: newId(),
          email: input.email,
          name: input.name,
          role: input.role,
          passwordHash,
          invitationHash: invitation?.hash ?? null,
          invitationExpiresAt: invitation?.expiresAt ?? null,
          allDepartments: input.allDepartments ?? false,
          ...review,
          ...(input.capacity === undefined ? {} : { capacity: input.capacity }),
          createdAt: context.clock.now(),
          departments: {
            create: departmentIds.map((departmentId) => ({ departmentId })),
          },
        },
        select: { id: true },
      });
      await setShift(tx, id, input, context.clock.now());
      await joinQueues(tx, id, input.queueIds ?? [], context.clock.now());
      await writeAudit(
        tx,
        doer,
        "agent.created",
        { type: "agent", id },
        { email: input.email, role: input.role },
      );
      const invitationMailed =
        invitation !== null &&
        (await mailInvitation(context, tx, {
          agent: { id, name: input.name },
          doer,
          invitation,
        }));
      return { agent: await readAgent(tx, id), invitationMailed };
    }),
  );
  return {
    ...agent,
    invitationMailed,
    invitationUrl: invitation && invitationUrl(context, invitation.token),
  };
}

/** @throws AppError not_found */
export async function readAgent(
  reader: Pick<PrismaTx, "agent"> & Sql,
  agentId: string,
): Promise<Agent> {
  const row = await reader.agent.findUnique({
    where: { id: agentId },
    select: agentSelect,
  });
  if (!row) throw new AppError("not_found", { agentId });
  const inHand = await loadInHand(reader, [agentId], new Date());
  return agentShape(row, inHand.get(agentId));
}

/** @throws AppError invalid_input: a department does not exist, or the agent is a reviewer. */
export async function requireDepartments(
  tx: PrismaTx,
  departmentIds: string[],
  role: Role,
): Promise<void> {
  if (departmentIds.length === 0) return;
  if (role === "reviewer")
    throw invalidInput("departmentIds", "A reviewer has no department.");
  const found = await tx.department.count({
    where: { id: { in: departmentIds } },
  });
  if (found === departmentIds.length) return;
  throw invalidInput("departmentIds", "One of these departments is gone.");
}

/** Turns a conflict of the unique index on the address into already_exists, also for simultaneous requests. */
export async function refuseTakenEmail<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError(
      "already_exists",
      { path: "email", current: { taken: "email" } },
      { cause: error },
    );
  }
}
