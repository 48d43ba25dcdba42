import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announceQueueAccess } from "./access-changed.ts";
import { leaveDepartment, leaveQueue, leaveRingGroup } from "./lost-rights.ts";
import { foreignersAmong, type Scope } from "#server/domain/access/scope.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import { isUniqueViolation } from "#server/db/transaction.ts";
import { staffRoles, teamRoles } from "#server/domain/access/role-lists.ts";

/** A member of a queue. Omitted fields keep their value; a new member has skill group 1 and is no manager. */
export type NewQueueMember = {
  agentId: string;
  skillGroup?: number | undefined;
  manager?: boolean | undefined;
};

/**
 * Sets the members of a queue, in this order. A member who stays keeps log-in, skill and counts. A new member
 * starts logged in. A member who goes returns their threads of the queue, in the same transaction.
 * @param scope of the acting agent: they can add only agents of their own departments.
 * @returns the members who went.
 * @throws AppError invalid_input: an agent does not exist, or is of another department.
 */
export async function setQueueMembers(
  tx: Sql,
  queueId: string,
  members: NewQueueMember[],
  now: Date,
  scope: Scope,
): Promise<string[]> {
  const ids = await requireAgents(
    tx,
    members.map(({ agentId }) => agentId),
  );
  const known = await tx.$queryRaw<{ agentId: string }[]>(
    Prisma.sql`select "agentId" from queue_member where "queueId" = ${queueId}::uuid`,
  );
  await refuseForeigners(tx, scope, ids, known);
  const gone = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    delete from queue_member where "queueId" = ${queueId}::uuid and "agentId" <> all(${ids}::uuid[])
    returning "agentId"`);
  const byId = new Map(members.map((member) => [member.agentId, member]));
  const rows = ids.map((agentId, position) => ({
    agentId,
    position,
    skillGroup: byId.get(agentId)?.skillGroup ?? null,
    manager: byId.get(agentId)?.manager ?? null,
  }));
  await tx.$executeRaw(Prisma.sql`
    insert into queue_member ("queueId", "agentId", position, "loggedInAt", "skillGroup", manager)
    select ${queueId}::uuid, x."agentId", x.position, ${now}::timestamptz, coalesce(x."skillGroup", 1),
      coalesce(x.manager, false)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x("agentId" uuid, position int, "skillGroup" int, manager boolean)
    on conflict ("queueId", "agentId") do update set position = excluded.position,
      "skillGroup" = coalesce((select y."skillGroup" from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as y("agentId" uuid, "skillGroup" int) where y."agentId" = excluded."agentId"), queue_member."skillGroup"),
      manager = coalesce((select y.manager from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as y("agentId" uuid, manager boolean) where y."agentId" = excluded."agentId"), queue_member.manager)`);
  const left = gone.map(({ agentId }) => agentId);
  for (const agentId of left) await leaveQueue(tx, queueId, agentId, now);
  return left;
}

/**
 * Adds an agent at the end of these queues, logged in.
 * @throws AppError invalid_input: a queue does not exist, or the agent's role answers nobody.
 */
export async function joinQueues(
  tx: Sql,
  agentId: string,
  queueIds: readonly string[],
  now: Date,
): Promise<void> {
  const ids = [...new Set(queueIds)];
  if (ids.length === 0) return;
  const joined = await tx.$queryRaw<{ queueId: string }[]>(Prisma.sql`
    insert into queue_member ("queueId", "agentId", position, "loggedInAt", "skillGroup", manager)
    select q.id, a.id, coalesce((select max(m.position) + 1 from queue_member m where m."queueId" = q.id), 0),
      ${now}::timestamptz, 1, false
    from queue q join agent a on a.id = ${agentId}::uuid and a.role in (${teamRoles})
    where q.id = any(${ids}::uuid[]) returning "queueId"`);
  if (joined.length !== ids.length)
    throw invalidField("queueIds", "destination_gone");
  for (const { queueId } of joined) await announceQueueAccess(tx, queueId);
}

/** As `setQueueMembers`; a ring group has no log-in. */
export async function setRingGroupMembers(
  tx: Sql,
  ringGroupId: string,
  memberIds: string[],
  scope: Scope,
  now: Date,
): Promise<void> {
  const ids = await requireAgents(tx, memberIds);
  const known = await tx.$queryRaw<{ agentId: string }[]>(
    Prisma.sql`select "agentId" from ring_group_member where "ringGroupId" = ${ringGroupId}::uuid`,
  );
  await refuseForeigners(tx, scope, ids, known);
  const gone = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    delete from ring_group_member where "ringGroupId" = ${ringGroupId}::uuid and "agentId" <> all(${ids}::uuid[])
    returning "agentId"`);
  await tx.$executeRaw(Prisma.sql`
    insert into ring_group_member ("ringGroupId", "agentId", position)
    select ${ringGroupId}::uuid, x.id, x.position - 1
    from unnest(${ids}::uuid[]) with ordinality as x(id, position)
    on conflict ("ringGroupId", "agentId") do update set position = excluded.position`);
  for (const { agentId } of gone)
    await leaveRingGroup(tx, ringGroupId, agentId, now);
}

/** As `setQueueMembers`, without an order. */
export async function setDepartmentMembers(
  tx: Sql,
  departmentId: string,
  memberIds: string[],
  now: Date,
): Promise<string[]> {
  const ids = await requireAgents(tx, memberIds, staffRoles);
  const gone = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    delete from department_member where "departmentId" = ${departmentId}::uuid and "agentId" <> all(${ids}::uuid[])
    returning "agentId"`);
  await tx.$executeRaw(Prisma.sql`
    insert into department_member ("departmentId", "agentId")
    select ${departmentId}::uuid, x.id from unnest(${ids}::uuid[]) as x(id)
    on conflict do nothing`);
  const left = gone.map(({ agentId }) => agentId);
  for (const agentId of left)
    await leaveDepartment(tx, departmentId, agentId, now);
  return left;
}

/** @throws AppError invalid_input */
export async function requireDepartment(
  tx: Sql,
  departmentId: string | null | undefined,
): Promise<void> {
  if (!departmentId) return;
  const found = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from department where id = ${departmentId}::uuid`,
  );
  if (found.length === 0) {
    throw invalidField("departmentId", "department_gone");
  }
}

/** Refuses new members from departments outside the scope. Existing members stay. */
async function refuseForeigners(
  tx: Sql,
  scope: Scope,
  ids: string[],
  known: { agentId: string }[],
): Promise<void> {
  const old = new Set(known.map(({ agentId }) => agentId));
  const added = ids.filter((id) => !old.has(id));
  if ((await foreignersAmong(tx, scope, added)).length === 0) return;
  throw invalidField("memberIds", "member_of_other_department");
}

/** Turns a conflict of the unique index on the name into already_exists. */
export async function refuseTakenName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError(
      "already_exists",
      { path: "name", current: { taken: "name" } },
      { cause: error },
    );
  }
}

/** Returns each id once, in the order given. Only agents with one of the roles can be members. */
async function requireAgents(
  tx: Sql,
  memberIds: string[],
  roles = teamRoles,
): Promise<string[]> {
  const ids = [...new Set(memberIds)];
  const found = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from agent where id = any(${ids}::uuid[]) and role in (${roles})`);
  if (found.length === ids.length) return ids;
  throw invalidField("memberIds", "member_gone");
}
