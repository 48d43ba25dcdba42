import type {
  CreateLabel,
  UpdateLabel,
} from "#contract/customers/label-requests.ts";
import type { LabelRecord } from "#contract/customers/label.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import type { Context } from "#server/domain/context.ts";
import { lockRoutes } from "#server/domain/destinations/destination.ts";
import { requireAllLabelUse, rulesWith } from "./label-use.ts";
import { refuseTakenName } from "#server/domain/teams/members.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

const select = {
  id: true,
  name: true,
  color: true,
  description: true,
} as const;

/** Lists the labels for customers and threads, by name. Every agent may read them. */
export function listLabels(
  context: Context,
  _actor: Actor,
): Promise<LabelRecord[]> {
  return context.db.prisma.label.findMany({ orderBy: { name: "asc" }, select });
}

/** Creates a label. For supervisors. @throws AppError forbidden, already_exists */
export async function createLabel(
  context: Context,
  actor: Actor,
  input: CreateLabel,
): Promise<LabelRecord> {
  requireAction(actor, "labels.manage");
  const label = await refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const row = await tx.label.create({
        data: { id: newId(), ...input },
        select,
      });
      await told(tx, actor, "label.created", row);
      return row;
    }),
  );
  return label;
}

/**
 * Changes a label; its assignments are kept. For supervisors of all departments that use it.
 * @throws AppError forbidden, not_found, already_exists
 */
export async function updateLabel(
  context: Context,
  actor: Actor,
  id: string,
  patch: UpdateLabel,
): Promise<LabelRecord> {
  requireAction(actor, "labels.manage");
  const data = {
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.color === undefined ? {} : { color: patch.color }),
    ...(patch.description === undefined
      ? {}
      : { description: patch.description }),
  };
  const label = await refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const known = await tx.label.count({ where: { id } });
      if (known === 0) throw new AppError("not_found", { id });
      await requireAllLabelUse(tx, actor, id);
      const row = await tx.label.update({ where: { id }, data, select });
      await told(tx, actor, "label.updated", row);
      return row;
    }),
  );
  return label;
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
  { id, name }: LabelRecord,
): Promise<void> {
  await writeAudit(tx, actor, action, { type: "label", id }, { name });
  await announce(tx, [{ kind: "labels.changed" }]);
}
