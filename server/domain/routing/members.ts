import { Prisma } from "#server/db/client.ts";
import type { Tx } from "#server/db/transaction.ts";
import { AppError, invalidInput } from "#server/domain/access/app-error.ts";
import { isUniqueViolation } from "#server/db/transaction.ts";

/**
 * Makes these the members, in this order. Who stays keeps log-in, skill and
 * counts; who is new starts logged in.
 * @throws AppError invalid_input: somebody is gone.
 */
export async function setQueueMembers(
  tx: Tx,
  queueId: string,
  memberIds: string[],
  now: Date,
): Promise<void> {
  const ids = await requireAgents(tx, memberIds);
  await tx.queueMember.deleteMany({
    where: { queueId, agentId: { notIn: ids } },
  });
  await tx.$executeRaw(Prisma.sql`
    insert into queue_member ("queueId", "agentId", position, "loggedInAt")
    select ${queueId}::uuid, x.id, x.position - 1, ${now}::timestamptz
    from unnest(${ids}::uuid[]) with ordinality as x(id, position)
    on conflict ("queueId", "agentId") do update set position = excluded.position`);
}

/** As `setQueueMembers`; a ring group has no log-in. */
export async function setRingGroupMembers(
  tx: Tx,
  ringGroupId: string,
  memberIds: string[],
): Promise<void> {
  const ids = await requireAgents(tx, memberIds);
  await tx.ringGroupMember.deleteMany({
    where: { ringGroupId, agentId: { notIn: ids } },
  });
  await tx.$executeRaw(Prisma.sql`
    insert into ring_group_member ("ringGroupId", "agentId", position)
    select ${ringGroupId}::uuid, x.id, x.position - 1
    from unnest(${ids}::uuid[]) with ordinality as x(id, position)
    on conflict ("ringGroupId", "agentId") do update set position = excluded.position`);
}

/** As `setQueueMembers`, without an order. */
export async function setDepartmentMembers(
  tx: Tx,
  departmentId: string,
  memberIds: string[],
): Promise<void> {
  const ids = await requireAgents(tx, memberIds);
  await tx.departmentMember.deleteMany({
    where: { departmentId, agentId: { notIn: ids } },
  });
  await tx.departmentMember.createMany({
    data: ids.map((agentId) => ({ departmentId, agentId })),
    skipDuplicates: true,
  });
}

/** @throws AppError invalid_input */
export async function requireDepartment(
  tx: Tx,
  departmentId: string | null | undefined,
): Promise<void> {
  if (!departmentId) return;
  const found = await tx.department.count({ where: { id: departmentId } });
  if (found === 0) {
    throw invalidInput(
      "departmentId",
      "This department does not exist any more.",
    );
  }
}

/** The unique index on the name decides. */
export async function refuseTakenName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("already_exists", { path: "name" }, { cause: error });
  }
}

/** Once each, in the order given. */
async function requireAgents(tx: Tx, memberIds: string[]): Promise<string[]> {
  const ids = [...new Set(memberIds)];
  const found = await tx.agent.count({ where: { id: { in: ids } } });
  if (found === ids.length) return ids;
  throw invalidInput("memberIds", "One of these people is gone.");
}
