import type { PageQuery } from "#contract/requests.ts";
import type { Role } from "#contract/shapes.ts";
import type { Prisma } from "#server/db/client.ts";
import type { Tx } from "#server/db/transaction.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { toPage, readIdCursor, type Page } from "#server/domain/page.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Who does something: an `Actor`, or the product itself (`agentId` null). */
export type Doer = { agentId: string | null; name: string; role: Role };

/** The `admin` command and the demo data: whoever can run them has the machine. */
export const commandLine: Doer = {
  agentId: null,
  name: "Command line",
  role: "owner",
};

export type AuditTarget = {
  /** agent | api_token | channel | queue | ring_group | department | customer | … */
  type: string;
  id: string;
};

export type AuditEntry = {
  id: string;
  at: string;
  actor: { id: string | null; name: string };
  /** `channel.created`, `agent.disabled`, … */
  action: string;
  target: AuditTarget;
  detail: Record<string, unknown>;
};

/** Notes who did what, in the transaction that does it. `detail` never holds a secret or a message's text. */
export async function writeAudit(
  tx: Tx,
  doer: Doer,
  action: string,
  target: AuditTarget,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      id: newId(),
      actorId: doer.agentId,
      actorName: doer.name,
      action,
      targetType: target.type,
      targetId: target.id,
      detail: detail as Prisma.InputJsonObject,
    },
    select: { id: true },
  });
}

/**
 * Newest first. For admins.
 * @throws AppError forbidden
 */
export async function listAudit(
  context: Context,
  actor: Actor,
  query: PageQuery,
): Promise<Page<AuditEntry>> {
  requireRole(actor, "admin");
  const before = readIdCursor(query.cursor);
  const rows = await context.db.prisma.auditEntry.findMany({
    where: before ? { id: { lt: before } } : {},
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  return toPage(rows, query.limit, (row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: { id: row.actorId, name: row.actorName },
    action: row.action,
    target: { type: row.targetType, id: row.targetId },
    detail: row.detail as Record<string, unknown>,
  }));
}
