import type { PageQuery } from "#contract/base/page.ts";
import type { Channel, ChannelName } from "#contract/channels/channel.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import {
  requireSupervised,
  scopeOf,
  supervisesSql,
  whereCovered,
} from "#server/domain/access/scope.ts";
import {
  channelNameSelect,
  channelNameShape,
  channelSelect,
  channelShape,
} from "#server/domain/channels/channel-shape.ts";
import type { Context } from "#server/domain/context.ts";
import { openPicture, type Avatar } from "#server/domain/customers/avatar.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";

/**
 * Connected pages, in the order they came, to those who supervise them.
 * @throws AppError forbidden
 */
export async function listChannels(
  context: Context,
  actor: AuditActor,
  query: PageQuery,
): Promise<Page<Channel>> {
  const scope = await scopeOf(context.db.prisma, actor, "channels.read");
  const after = readIdCursor(query.cursor);
  const rows = await context.db.prisma.channel.findMany({
    where: {
      deletedAt: null,
      ...whereCovered(scope),
      ...(after ? { id: { gt: after } } : {}),
    },
    orderBy: { id: "asc" },
    take: query.limit + 1,
    select: channelSelect,
  });
  return toPage(rows, query.limit, (row) => channelShape(context, row));
}

/** For everybody; disconnected pages too, since their threads stay. */
export async function listChannelNames(
  context: Context,
  actor: Actor,
): Promise<ChannelName[]> {
  const rows = await context.db.prisma.channel.findMany({
    where: whereNamed(actor),
    orderBy: { id: "asc" },
    select: channelNameSelect,
  });
  return rows.map((row) => channelNameShape(context, row));
}

/** The channels whose name the actor may know: a reviewer knows one. For Prisma. */
function whereNamed({ agentId, role }: Actor): Prisma.ChannelWhereInput {
  return role === "reviewer" ? { reviewers: { some: { id: agentId } } } : {};
}

/** Over an agent `a` and a channel `ch`: may see all of it; the others see what `listChannelNames` says. */
export const managesChannel = supervisesSql(Prisma.sql`ch."departmentId"`);

/** One page as screens hold it: for those who manage pages (null: disconnected), and for the others. */
export async function loadChannelForScreens(
  context: Context,
  channelId: string,
): Promise<{ whole: Channel | null; name: ChannelName | null }> {
  const { prisma } = context.db;
  const row = await prisma.channel.findUnique({
    where: { id: channelId },
    select: { ...channelSelect, deletedAt: true },
  });
  if (!row) return { whole: null, name: null };
  return {
    whole: row.deletedAt === null ? channelShape(context, row) : null,
    name: channelNameShape(context, row),
  };
}

/**
 * For supervisors.
 * @throws AppError forbidden, not_found (also when disconnected)
 */
export async function getChannel(
  context: Context,
  actor: AuditActor,
  channelId: string,
): Promise<Channel> {
  return superviseChannel(context, context.db.prisma, actor, channelId);
}

/**
 * The door to a connected page for its supervisors.
 * @throws AppError forbidden, not_found (also when disconnected, or another department's)
 */
export async function superviseChannel(
  context: Context,
  reader: Pick<PrismaTx, "channel"> & Sql,
  doer: AuditActor,
  channelId: string,
): Promise<Channel> {
  await scopeOf(reader, doer);
  const channel = await readChannel(context, reader, channelId);
  await requireSupervised(reader, doer, channel);
  return channel;
}

/**
 * Disconnects a page: nothing more comes in or goes out. Its threads stay, and
 * connecting it again goes on with them. For supervisors.
 * @throws AppError forbidden, not_found
 */
export async function deleteChannel(
  context: Context,
  doer: AuditActor,
  channelId: string,
): Promise<void> {
  await inPrismaTransaction(context.db, async (tx) => {
    const { name, pageId } = await superviseChannel(
      context,
      tx,
      doer,
      channelId,
    );
    await tx.channel.update({
      where: { id: channelId },
      // The token is of no more use, so it is not kept.
      data: { deletedAt: context.clock.now(), credentialsSealed: "" },
      select: { id: true },
    });
    const target = { type: "channel", id: channelId };
    await writeAudit(tx, doer, "channel.disconnected", target, {
      name,
      pageId,
    });
  });
}

/** The page's picture, for everybody. @throws AppError not_found, file_gone */
export async function openChannelPicture(
  context: Context,
  actor: Actor,
  channelId: string,
): Promise<Avatar> {
  const row = await context.db.prisma.channel.findFirst({
    where: { AND: [{ id: channelId }, whereNamed(actor)] },
    select: { pictureKey: true },
  });
  if (!row?.pictureKey) throw new AppError("not_found", { channelId });
  return openPicture(context, row.pictureKey);
}

/** @throws AppError not_found (also when disconnected) */
export async function readChannel(
  context: Context,
  reader: Pick<PrismaTx, "channel">,
  channelId: string,
): Promise<Channel> {
  const row = await reader.channel.findFirst({
    where: { id: channelId, deletedAt: null },
    select: channelSelect,
  });
  if (!row) throw new AppError("not_found", { channelId });
  return channelShape(context, row);
}
