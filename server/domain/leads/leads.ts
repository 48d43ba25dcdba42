import type { z } from "zod";
import type { leadSchema } from "#contract/customers/lead.ts";
import type { PageQuery } from "#contract/base/page.ts";
import type { Prisma } from "#server/db/client.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { scopeOf, whereCovered } from "#server/domain/access/scope.ts";
import type { Context } from "#server/domain/context.ts";
import type { Page } from "#server/domain/page.ts";
import { readCursor, writeCursor } from "#server/domain/thread/cursor.ts";

export type Lead = z.infer<typeof leadSchema>;

/**
 * Lists leads, newest first. Supervisors see those of the channels they supervise, all agents those assigned
 * to them.
 */
export async function listLeads(
  context: Context,
  actor: Actor,
  { limit, cursor }: PageQuery,
): Promise<Page<Lead>> {
  const before = readCursor(cursor);
  const rows = await context.db.prisma.lead.findMany({
    where: {
      AND: [
        await maySee(context, actor),
        ...(before
          ? [
              {
                OR: [
                  { createdTime: { lt: before.at } },
                  { createdTime: before.at, id: { lt: before.id } },
                ],
              },
            ]
          : []),
      ],
    },
    orderBy: [{ createdTime: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: {
      id: true,
      pageId: true,
      formId: true,
      leadgenId: true,
      status: true,
      sourceId: true,
      assignedTo: true,
      fields: true,
      customerId: true,
      createdTime: true,
    },
  });
  const kept = rows.slice(0, limit);
  const last = rows.length > limit ? kept.at(-1) : undefined;
  return {
    items: kept.map((row) => ({
      ...row,
      fields: row.fields as Lead["fields"],
      createdTime: row.createdTime.toISOString(),
    })),
    nextCursor: last
      ? writeCursor({ at: last.createdTime, id: last.id })
      : null,
  };
}

async function maySee(
  { db }: Context,
  actor: Actor,
): Promise<Prisma.LeadWhereInput> {
  const own = { assignedTo: actor.agentId };
  if (!hasRole(actor, "supervisor")) return own;
  const scope = await scopeOf(db.prisma, actor);
  if (scope === "company") return {};
  // A lead of a channel that is not connected belongs to no department.
  return {
    OR: [own, { channelId: null }, { channel: whereCovered(scope) }],
  };
}
