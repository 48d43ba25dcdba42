import type {
  CreateLabel,
  UpdateLabel,
} from "#contract/customers/label-requests.ts";
import type { LabelRecord } from "#contract/customers/label.ts";
import type { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import type { Context } from "#server/domain/context.ts";
import { lockRoutes } from "#server/domain/destinations/destination.ts";
import {
  isSameSet,
  requireDepartments,
} from "#server/domain/access/for-departments.ts";
import { requireAllLabelUse, rulesWith } from "./label-use.ts";
import { offeredTo } from "./offered-labels.ts";
import { refuseTakenName } from "#server/domain/teams/members.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

const select = {
  id: true,
  name: true,
  color: true,
  description: true,
  departments: { select: { departmentId: true } },
} as const satisfies Prisma.LabelSelect;

type Row = Prisma.LabelGetPayload<{ select: typeof select }>;

/** Lists the labels for customers and threads, by name. Every agent may read them, and is offered some. */
export async function listLabels(
  context: Context,
  actor: Actor,
): Promise<LabelRecord[]> {
  const rows = await context.db.prisma.label.findMany({
    orderBy: { name: "asc" },
    select,
  });
  return shapesOf(context.db.sql, actor, rows);
}

/** Without departments it is for everyone. */
type NewLabel = Omit<CreateLabel, "departmentIds"> & {
  departmentIds?: string[];
};

/** Creates a label. For supervisors. @throws AppError forbidden, already_exists, invalid_input (department) */
export async function createLabel(
  context: Context,
  actor: Actor,
  { departmentIds = [], ...input }: NewLabel,
): Promise<LabelRecord> {
  requireAction(actor, "labels.manage");
  return refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const wanted = await requireDepartments(tx, actor, {
        before: [],
        wanted: departmentIds,
        isNew: true,
      });
      const row = await tx.label.create({
        data: { id: newId(), ...input, departments: linksTo(wanted) },
        select,
      });
      await told(tx, actor, "label.created", row, {
        ...(wanted.length > 0 ? { departmentIds: wanted } : {}),
      });
      return shapeOf(tx, actor, row);
    }),
  );
}

/**
 * Changes a label; its assignments are kept. For supervisors of all departments that use it.
 * @throws AppError forbidden, not_found, already_exists, invalid_input (department)
 */
export async function updateLabel(
  context: Context,
  actor: Actor,
  id: string,
  { departmentIds, ...patch }: UpdateLabel,
): Promise<LabelRecord> {
  requireAction(actor, "labels.manage");
  const data = {
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.color === undefined ? {} : { color: patch.color }),
    ...(patch.description === undefined
      ? {}
      : { description: patch.description }),
  };
  return refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const old = await tx.label.findUnique({ where: { id }, select });
      if (!old) throw new AppError("not_found", { id });
      await requireAllLabelUse(tx, actor, id);
      const before = idsOf(old);
      const hasMoved =
        departmentIds !== undefined && !isSameSet(departmentIds, before);
      const departments = hasMoved
        ? linksTo(
            await requireDepartments(tx, actor, {
              before,
              wanted: departmentIds,
              isNew: false,
            }),
          )
        : null;
      const row = await tx.label.update({
        where: { id },
        data: departments
          ? { ...data, departments: { deleteMany: {}, ...departments } }
          : data,
        select,
      });
      await told(tx, actor, "label.updated", row, {
        ...(hasMoved ? { departmentIds } : {}),
      });
      return shapeOf(tx, actor, row);
    }),
  );
}

function linksTo(departmentIds: readonly string[]) {
  return { create: departmentIds.map((departmentId) => ({ departmentId })) };
}

function idsOf({ departments }: Row): string[] {
  return departments.map(({ departmentId }) => departmentId).toSorted();
}

async function shapeOf(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  row: Row,
): Promise<LabelRecord> {
  const [shape] = await shapesOf(reader, actor, [row]);
  return shape as LabelRecord;
}

async function shapesOf(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  rows: Row[],
): Promise<LabelRecord[]> {
  const offered = await offeredTo(
    reader,
    actor,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    color: row.color,
    description: row.description,
    departmentIds: idsOf(row),
    offered: offered.has(row.id),
  }));
}

/**
 * Deletes a label and removes it from all threads and customers. Refused while a rule tests for it: without
 * its condition the rule would match every customer. For supervisors of all departments that use it.
 * @throws AppError forbidden, not_found, in_use with `current.rules`
 */
export async function deleteLabel(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  requireAction(actor, "labels.manage");
  await inPrismaTransaction(context.db, async (tx) => {
    await lockRoutes(tx);
    const row = await tx.label.findUnique({ where: { id }, select });
    if (!row) throw new AppError("not_found", { id });
    await requireAllLabelUse(tx, actor, id);
    const rules = await rulesWith(tx, id);
    if (rules.length > 0) throw new AppError("in_use", { current: { rules } });
    await tx.label.delete({ where: { id }, select: { id: true } });
    await told(tx, actor, "label.deleted", row);
  });
}

/** Every console caches the labels' names and colors, so all of them fetch the labels again. */
async function told(
  tx: PrismaTx,
  actor: Actor,
  action: AuditAction,
  { id, name }: Row,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const target = { type: "label", id };
  await writeAudit(tx, actor, action, target, { name, ...detail });
  await announce(tx, [{ kind: "labels.changed" }]);
}
