import type {
  CreateDepartment,
  UpdateDepartment,
} from "#contract/people/department-requests.ts";
import type { PageQuery } from "#contract/base/page.ts";
import { readHours } from "#contract/hours/hours.ts";
import type { Department } from "#contract/people/department.ts";
import { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import {
  requireCompany,
  requireSupervised,
  scopeOf,
} from "#server/domain/access/scope.ts";
import { forgetAgents } from "#server/domain/access/sign-in/sessions.ts";
import type { Context } from "#server/domain/context.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";
import { refuseTakenName, setDepartmentMembers } from "./members.ts";
import { borderOf, movingBorder } from "./department-moved.ts";
import { announceAccess } from "./access-changed.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Lists all departments in the order of their creation. */
export async function listDepartments(
  context: Context,
  _actor: Actor,
  query: PageQuery,
): Promise<Page<Department>> {
  const after = readIdCursor(query.cursor);
  const rows = await context.db.prisma.department.findMany({
    where: after ? { id: { gt: after } } : {},
    orderBy: { id: "asc" },
    take: query.limit + 1,
    select: departmentSelect,
  });
  return toPage(rows, query.limit, departmentShape);
}

/** @throws AppError not_found */
export async function getDepartment(
  context: Context,
  _actor: Actor,
  departmentId: string,
): Promise<Department> {
  return readDepartment(context.db.prisma, departmentId);
}

/**
 * Creates a department. For supervisors of the company, since its members decide what its supervisors see.
 * @throws AppError forbidden, already_exists (name), invalid_input (member)
 */
export async function createDepartment(
  context: Context,
  doer: AuditActor,
  input: CreateDepartment,
): Promise<Department> {
  const department = await refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      requireCompany(await scopeOf(tx, doer));
      const id = newId();
      await tx.department.create({
        data: {
          id,
          name: input.name,
          createdAt: context.clock.now(),
          ...scheduleColumn(input),
        },
        select: { id: true },
      });
      const ids = input.memberIds ?? [];
      await movingBorder(tx, borderOf(ids), () =>
        setDepartmentMembers(tx, id, ids, context.clock.now()),
      );
      await announceAccess(tx, ids);
      const target = { type: "department", id };
      await writeAudit(tx, doer, "department.created", target, input);
      return readDepartment(tx, id);
    }),
  );
  forgetAgents(context);
  return department;
}

/**
 * Changes a department. Its supervisors may change name and hours. Only supervisors of the company may change
 * its members, so that no supervisor widens their own scope.
 * @throws AppError forbidden, not_found, already_exists (name), invalid_input (member)
 */
export async function updateDepartment(
  context: Context,
  doer: AuditActor,
  departmentId: string,
  patch: UpdateDepartment,
): Promise<Department> {
  const department = await refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      await scopeOf(tx, doer);
      const before = await readDepartment(tx, departmentId);
      const scope = await requireSupervised(tx, doer, { departmentId });
      // Forms send unchanged members as well.
      const members = new Set(patch.memberIds ?? before.memberIds);
      const isSame =
        members.size === before.memberIds.length &&
        before.memberIds.every((id) => members.has(id));
      if (!isSame) requireCompany(scope);
      await tx.department.update({
        where: { id: departmentId },
        data: {
          ...(patch.name === undefined ? {} : { name: patch.name }),
          ...scheduleColumn(patch),
        },
        select: { id: true },
      });
      if (patch.memberIds && !isSame) {
        const now = context.clock.now();
        const memberIds = patch.memberIds;
        const moved = [...before.memberIds, ...memberIds];
        await movingBorder(tx, borderOf(moved), () =>
          setDepartmentMembers(tx, departmentId, memberIds, now),
        );
        await announceAccess(tx, moved);
      }
      const target = { type: "department", id: departmentId };
      const changes = changesOf(before, patch);
      await writeAudit(tx, doer, "department.updated", target, changes);
      return readDepartment(tx, departmentId);
    }),
  );
  forgetAgents(context);
  return department;
}

/**
 * Deletes a department. For supervisors of the company.
 * @throws AppError forbidden, not_found, in_use {usedBy, threads}: threads (closed ones too), queues, ring
 *   groups, channels, texts, macros, labels or customer fields belong to it.
 */
export async function deleteDepartment(
  context: Context,
  doer: AuditActor,
  departmentId: string,
): Promise<void> {
  await inPrismaTransaction(context.db, async (tx) => {
    const scope = await scopeOf(tx, doer);
    const { name } = await readDepartment(tx, departmentId);
    await requireSupervised(tx, doer, { departmentId });
    requireCompany(scope);
    await refuseIfUsed(tx, departmentId);
    await tx.department.delete({
      where: { id: departmentId },
      select: { id: true },
    });
    const target = { type: "department", id: departmentId };
    await writeAudit(tx, doer, "department.deleted", target, { name });
  });
  forgetAgents(context);
}

function scheduleColumn({ schedule }: UpdateDepartment) {
  if (schedule === undefined) return {};
  return { schedule: schedule === null ? Prisma.DbNull : schedule };
}

async function refuseIfUsed(tx: PrismaTx, departmentId: string): Promise<void> {
  const where = { departmentId };
  const select = { name: true } as const;
  const named = (type: string, rows: { name: string }[]) =>
    rows.map(({ name }) => ({ type, name }));
  const usedBy = [
    // Disconnected channels count too: they can come back with their history.
    ...named("channel", await tx.channel.findMany({ where, select })),
    ...named("queue", await tx.queue.findMany({ where, select })),
    ...named("ring_group", await tx.ringGroup.findMany({ where, select })),
    ...named("canned_reply", await cannedReplies(tx, departmentId)),
    ...named("customer_field", await fieldsOf(tx, departmentId)),
    ...named("label", await labelsOf(tx, departmentId)),
    ...named("macro", await tx.macro.findMany({ where, select })),
  ];
  const threads = await tx.thread.count({ where });
  if (usedBy.length === 0 && threads === 0) return;
  throw new AppError("in_use", { current: { usedBy, threads } });
}

/** Values that a deleted field has left stay hidden without the department. */
async function fieldsOf(
  tx: PrismaTx,
  departmentId: string,
): Promise<{ name: string }[]> {
  const readers = await tx.customerFieldReader.findMany({
    where: { departmentId },
    select: { key: true },
  });
  const keys = readers.map(({ key }) => key);
  return tx.customerField.findMany({
    where: { key: { in: keys } },
    select: { name: true },
  });
}

function labelsOf(
  tx: PrismaTx,
  departmentId: string,
): Promise<{ name: string }[]> {
  return tx.label.findMany({
    where: { departments: { some: { departmentId } } },
    select: { name: true },
  });
}

async function cannedReplies(
  tx: PrismaTx,
  departmentId: string,
): Promise<{ name: string }[]> {
  const rows = await tx.cannedReply.findMany({
    where: { departmentId },
    select: { title: true },
  });
  return rows.map(({ title }) => ({ name: title }));
}

async function readDepartment(
  reader: Pick<PrismaTx, "department">,
  departmentId: string,
): Promise<Department> {
  const row = await reader.department.findUnique({
    where: { id: departmentId },
    select: departmentSelect,
  });
  if (!row) throw new AppError("not_found", { departmentId });
  return departmentShape(row);
}

const departmentSelect = {
  id: true,
  name: true,
  schedule: true,
  members: { select: { agentId: true }, orderBy: { agentId: "asc" } },
} as const satisfies Prisma.DepartmentSelect;

function departmentShape(
  row: Prisma.DepartmentGetPayload<{ select: typeof departmentSelect }>,
): Department {
  return {
    id: row.id,
    name: row.name,
    memberIds: row.members.map(({ agentId }) => agentId),
    schedule: readHours(row.schedule),
  };
}
