import { PAGE_KIND } from "#contract/channels/rules/channel-rules.ts";
import { covers, type Scope } from "#server/domain/access/scope.ts";
import type { Context } from "#server/domain/context.ts";

/** An installation has a handful of apps. */
const MAX_APPS = 200;

/** The secret of an app that is connected already; null: it is new. Never leaves the process. */
export async function appSecretOf(
  { db, vault }: Context,
  appId: string,
): Promise<string | null> {
  const app = await db.prisma.source.findUnique({
    where: { kind_externalId: { kind: PAGE_KIND, externalId: appId } },
    select: { secretSealed: true },
  });
  return app && vault.open(app.secretSealed);
}

/** Whether a pasted value is one of our own verify tokens, which belong into the vendor's form. */
export async function isVerifyToken(
  { db, vault }: Context,
  value: string,
): Promise<boolean> {
  const apps = await db.prisma.source.findMany({
    where: { kind: PAGE_KIND, verifyTokenSealed: { not: null } },
    take: MAX_APPS,
    select: { verifyTokenSealed: true },
  });
  return apps.some(
    ({ verifyTokenSealed }) =>
      verifyTokenSealed !== null && vault.open(verifyTokenSealed) === value,
  );
}

/** Whether the page is connected, or was, as far as the caller may know. */
export async function pageAsKnown(
  { db }: Context,
  scope: Scope,
  pageId: string,
): Promise<{ connectedAs: string | null; isKnown: boolean }> {
  const page = await db.prisma.channel.findUnique({
    where: { kind_accountId: { kind: PAGE_KIND, accountId: pageId } },
    select: { id: true, deletedAt: true, departmentId: true },
  });
  if (!page || !covers(scope, page.departmentId))
    return { connectedAs: null, isKnown: false };
  const isConnected = page.deletedAt === null;
  return { connectedAs: isConnected ? page.id : null, isKnown: !isConnected };
}
