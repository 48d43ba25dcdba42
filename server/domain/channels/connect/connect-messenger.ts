import { nameless } from "#server/domain/channels/channel-shape.ts";
import type { CreateMessenger } from "#contract/channels/channel-requests.ts";
import { PAGE_KIND } from "#contract/channels/rules/channel-rules.ts";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import {
  inPrismaTransaction,
  isUniqueViolation,
  type PrismaTx,
} from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import {
  covers,
  requireMove,
  scopeOf,
  type Scope,
} from "#server/domain/access/scope.ts";
import { AppError } from "#server/domain/app-error.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import {
  DAY_MS,
  startAfterGap,
  startBackfills,
} from "#server/domain/channels/health/backfill.ts";
import { lockPage } from "#server/domain/channels/channel-locks.ts";
import { readChannel } from "#server/domain/channels/channels.ts";
import { findOrCreateApp } from "#server/domain/channels/meta-apps.ts";
import {
  requireRoute,
  routeColumns,
} from "#server/domain/channels/channel-route.ts";
import { clearProblems } from "#server/domain/channels/health/health.ts";
import {
  CREDENTIAL_PROBLEMS,
  requireAllPagesOf,
} from "#server/domain/channels/update-channel.ts";
import { forgetWebhookApps } from "#server/domain/channels/webhook-app.ts";
import type { Context } from "#server/domain/context.ts";
import { requireDepartment } from "#server/domain/teams/members.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The days of past conversations that are imported. */
const IMPORT_DAYS = 30;

export type ConnectOptions = {
  /** A page that is connected gets the new credentials instead of a refusal. */
  again?: boolean;
};

/**
 * Writes a page's connection; whether Meta agrees is asked before and after by
 * pipeline/connect, no network here. A page that was disconnected comes back
 * with its threads. For supervisors.
 * @throws AppError forbidden, already_exists {channelId} (connected already),
 *   invalid_input (secret of a new app, destination, department)
 */
export async function createMessengerChannel(
  context: Context,
  doer: AuditActor,
  input: CreateMessenger,
  { again = false }: ConnectOptions = {},
): Promise<ConnectedChannel> {
  const channel = await refuseConnected(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const scope = await scopeOf(tx, doer);
      requireMove(scope, null, input.departmentId);
      const { id: sourceId, secretChanged } = await findOrCreateApp(
        context,
        tx,
        { kind: PAGE_KIND, appId: input.appId, appSecret: input.appSecret },
      );
      if (secretChanged) await requireAllPagesOf(tx, scope, sourceId);
      await requireDepartment(tx, input.departmentId);
      await requireRoute(tx, input.route);
      const { id, isKnown, gapSince } = await writeRow(context, tx, scope, {
        ...input,
        sourceId,
        again,
      });
      await writeAudit(
        tx,
        doer,
        isKnown ? "channel.reconnected" : "channel.connected",
        { type: "channel", id },
        { pageId: input.pageId, appId: input.appId },
      );
      const now = context.clock.now();
      if (gapSince) await startAfterGap(tx, id, gapSince, now);
      if (input.import) {
        const since = new Date(now.getTime() - IMPORT_DAYS * DAY_MS);
        const [importJobId] = await startBackfills(tx, [id], {
          since,
          reason: "import",
          now,
        });
        const channel = await readChannel(context, tx, id);
        return importJobId === undefined
          ? channel
          : { ...channel, importJobId };
      }
      return readChannel(context, tx, id);
    }),
  );
  forgetWebhookApps(context);
  return channel;
}

type WrittenRow = {
  id: string;
  /** It was connected before. */
  isKnown: boolean;
  /** Since when it was disconnected. */
  gapSince: Date | null;
};

async function writeRow(
  context: Context,
  tx: PrismaTx,
  scope: Scope,
  {
    sourceId,
    again,
    ...input
  }: CreateMessenger & { sourceId: string; again: boolean },
): Promise<WrittenRow> {
  const { type: kind = PAGE_KIND, pageId } = input;
  const old = await lockPage(tx, kind, pageId);
  // Connecting another department's page again would bring its history along.
  if (old && !covers(scope, old.departmentId))
    throw new AppError("already_exists", {
      path: "pageId",
      current: { taken: "pageId" },
    });
  if (old && old.deletedAt === null) {
    if (!again) throw alreadyConnected(old.id);
    const token = context.vault.seal(input.pageToken);
    await renewConnection(tx, old.id, { sourceId, credentialsSealed: token });
    return { id: old.id, isKnown: true, gapSince: null };
  }
  requireMove(scope, old, input.departmentId);
  const connection = {
    sourceId,
    credentialsSealed: context.vault.seal(input.pageToken),
    enabled: true,
    health: "ok",
    problems: [],
    throttledUntil: null,
    checkedAt: null,
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.departmentId === undefined
      ? {}
      : { departmentId: input.departmentId }),
    ...limits(input),
    ...routeColumns(input.route),
  };
  if (old) {
    await tx.channel.update({
      where: { id: old.id },
      data: { ...connection, deletedAt: null },
      select: { id: true },
    });
    return { id: old.id, isKnown: true, gapSince: old.deletedAt };
  }
  const { id } = await tx.channel.create({
    data: {
      id: newId(),
      kind,
      accountId: pageId,
      name: nameless(pageId),
      createdAt: context.clock.now(),
      ...connection,
    },
    select: { id: true },
  });
  return { id, isKnown: false, gapSince: null };
}

/** A connected page keeps its route, department and settings. The check that follows says what the new credentials have mended. */
async function renewConnection(
  tx: PrismaTx,
  channelId: string,
  connection: { sourceId: string; credentialsSealed: string },
): Promise<void> {
  await tx.channel.update({
    where: { id: channelId },
    data: { ...connection, checkedAt: null },
    select: { id: true },
  });
  await clearProblems(tx, channelId, CREDENTIAL_PROBLEMS);
  // Replies may have waited for a token.
  wakeAfterCommit(tx, "send");
}

function limits({
  weight,
  agentLimit,
  reopenHours,
  humanAgent,
}: CreateMessenger) {
  return {
    ...(humanAgent === undefined ? {} : { humanAgent }),
    ...(weight === undefined ? {} : { weight }),
    ...(agentLimit === undefined ? {} : { agentLimit }),
    ...(reopenHours === undefined ? {} : { reopenHours }),
  };
}

// Two who connect the same page at once with different apps meet only at the unique index.
async function refuseConnected<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError(
      "already_exists",
      { path: "pageId", current: { taken: "pageId" } },
      { cause: error },
    );
  }
}

function alreadyConnected(channelId: string): AppError {
  return new AppError("already_exists", {
    path: "pageId",
    current: { channelId },
  });
}
