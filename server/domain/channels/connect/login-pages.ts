import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import type { ConnectPages } from "#contract/channels/login.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import {
  requireMove,
  scopeOf,
  whereCovered,
} from "#server/domain/access/scope.ts";
import { requireRoute } from "#server/domain/channels/channel-route.ts";
import type { Context } from "#server/domain/context.ts";
import { requireDepartment } from "#server/domain/teams/members.ts";

export type ConnectedAccount = {
  channelId: string;
  accountId: string;
  name: string;
};

/** The connected accounts among these, and all those of the app, as far as the agent supervises them. */
export async function listConnected(
  { db }: Context,
  doer: AuditActor,
  sought: { kind: ChannelKind; accountIds: string[]; appId: string },
): Promise<{ known: ConnectedAccount[]; ofApp: ConnectedAccount[] }> {
  const scope = await scopeOf(db.prisma, doer);
  const { kind, accountIds, appId } = sought;
  const rows = await db.prisma.channel.findMany({
    where: {
      kind,
      deletedAt: null,
      AND: [
        whereCovered(scope),
        {
          OR: [
            { accountId: { in: accountIds } },
            { source: { externalId: appId } },
          ],
        },
      ],
    },
    orderBy: { id: "asc" },
    select: {
      id: true,
      accountId: true,
      name: true,
      source: { select: { externalId: true } },
    },
  });
  const shape = ({ id, accountId, name }: (typeof rows)[number]) => ({
    channelId: id,
    accountId,
    name,
  });
  return {
    known: rows
      .filter(({ accountId }) => accountIds.includes(accountId))
      .map(shape),
    ofApp: rows.filter(({ source }) => source.externalId === appId).map(shape),
  };
}

/**
 * Refuses what is wrong with the request itself before anything is asked or
 * changed at the vendor.
 * @throws AppError forbidden, invalid_input (destination, department)
 */
export async function requireConnectable(
  { db }: Context,
  doer: AuditActor,
  { route, departmentId }: ConnectPages,
): Promise<void> {
  await inPrismaTransaction(db, async (tx) => {
    requireMove(await scopeOf(tx, doer), null, departmentId);
    await requireRoute(tx, route);
    await requireDepartment(tx, departmentId);
  });
}
