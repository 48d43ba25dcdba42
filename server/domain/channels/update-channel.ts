import {
  CHANNEL_KINDS,
  kindOf,
} from "#contract/channels/rules/channel-rules.ts";
import type { UpdateChannel } from "#contract/channels/channel-requests.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import {
  covers,
  requireCompany,
  requireMove,
  scopeOf,
  type Scope,
} from "#server/domain/access/scope.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { lockAppOf } from "#server/domain/channels/channel-locks.ts";
import {
  readChannel,
  superviseChannel,
} from "#server/domain/channels/channels.ts";
import {
  requireRoute,
  routeColumns,
} from "#server/domain/channels/channel-route.ts";
import { takeThreadsAlong } from "#server/domain/channels/channel-threads.ts";
import { clearProblems } from "#server/domain/channels/health/health.ts";
import { replaceSecret } from "#server/domain/channels/meta-apps.ts";
import type { ProblemCode } from "#server/domain/channels/health/problems.ts";
import { forgetWebhookApps } from "#server/domain/channels/webhook-app.ts";
import type { Context } from "#server/domain/context.ts";
import {
  borderOfChannel,
  movingBorder,
} from "#server/domain/teams/department-moved.ts";
import { requireDepartment } from "#server/domain/teams/members.ts";

/** Problems that a new credential may have mended; the next check says if it has. */
export const CREDENTIAL_PROBLEMS: ProblemCode[] = [
  "token_dead",
  "app_deauthorized",
  "token_expiring",
  "data_access_ending",
  "token_wrong_page",
  "token_wrong_app",
  "permission_missing",
  "app_secret_wrong",
  "signature_refused",
];

// Problems that another address may have mended; the next message shows whether it has.
const CALLBACK_PROBLEMS: ProblemCode[] = [
  "replies_waiting",
  "callback_refused",
  "callback_private",
];

/**
 * Changes what is named. The old secret of the app, and so of all its pages,
 * stays valid for 24 hours. For supervisors. No network here: pipeline/connect
 * asks Meta.
 * @throws AppError forbidden, not_found, invalid_input (destination, department)
 */
export async function updateChannel(
  context: Context,
  doer: AuditActor,
  channelId: string,
  patch: UpdateChannel,
): Promise<Channel> {
  const channel = await inPrismaTransaction(context.db, async (tx) => {
    const old = await superviseChannel(context, tx, doer, channelId);
    const scope = await scopeOf(tx, doer);
    requireMove(scope, old, patch.departmentId);
    // Routes are locked before rows, as everywhere.
    await requireRoute(tx, patch.route);
    await requireDepartment(tx, patch.departmentId);
    const app = await lockAppOf(tx, channelId);
    if (patch.appSecret !== undefined)
      await requireAllPagesOf(tx, scope, app.id);
    const now = context.clock.now();
    await replaceSecret(context, tx, app, patch.appSecret, now);
    const update = () =>
      tx.channel.update({
        where: { id: channelId },
        data: columns(context, patch, old),
        select: { id: true },
      });
    const { departmentId } = patch;
    if (departmentId === undefined || departmentId === old.departmentId)
      await update();
    else
      await movingBorder(tx, borderOfChannel(channelId), async () => {
        await update();
        await takeThreadsAlong(tx, channelId, departmentId);
      });
    requireFitting(old.type, patch);
    if (patch.pageToken !== undefined || patch.appSecret !== undefined) {
      await clearProblems(tx, channelId, CREDENTIAL_PROBLEMS);
    }
    if (
      patch.callbackUrl !== undefined &&
      patch.callbackUrl !== old.callbackUrl
    )
      await clearProblems(tx, channelId, CALLBACK_PROBLEMS);
    const target = { type: "channel", id: channelId };
    await writeAudit(
      tx,
      doer,
      "channel.updated",
      target,
      changesOf(old, withoutSecrets(patch)),
    );
    // Replies may have waited for a token, or for the channel to be switched on.
    wakeAfterCommit(tx, "send");
    return readChannel(context, tx, channelId);
  });
  forgetWebhookApps(context);
  return channel;
}

/**
 * The secret is the app's, and so all its pages'.
 * @throws AppError forbidden: one of them is another department's.
 */
export async function requireAllPagesOf(
  tx: PrismaTx,
  scope: Scope,
  sourceId: string,
): Promise<void> {
  const pages = await tx.channel.findMany({
    where: { sourceId, deletedAt: null },
    select: { departmentId: true },
  });
  if (pages.some(({ departmentId }) => !covers(scope, departmentId)))
    requireCompany(scope);
}

/** Settings that channels of some kinds have and others do not. */
const OF_SOME_KINDS = CHANNEL_KINDS.flatMap((kind) => kindOf(kind).settings);

/** @throws AppError invalid_input: a member that channels of this kind do not have */
function requireFitting(kind: Channel["type"], patch: UpdateChannel): void {
  const { settings } = kindOf(kind);
  const strange = OF_SOME_KINDS.find(
    (member) =>
      !settings.includes(member) &&
      patch[member as keyof UpdateChannel] !== undefined,
  );
  if (strange !== undefined)
    throw invalidInput(strange, "Channels of this kind don’t have this.");
}

function columns(
  { vault }: Context,
  patch: UpdateChannel,
  { callbackUrl, capabilities }: Channel,
) {
  const { name, enabled, departmentId, pageToken, route } = patch;
  const { weight, agentLimit, reopenHours, humanAgent } = patch;
  return {
    ...(name === undefined ? {} : { name }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(departmentId === undefined ? {} : { departmentId }),
    ...(pageToken === undefined
      ? {}
      : { credentialsSealed: vault.seal(pageToken), checkedAt: null }),
    ...(weight === undefined ? {} : { weight }),
    ...(agentLimit === undefined ? {} : { agentLimit }),
    ...(reopenHours === undefined ? {} : { reopenHours }),
    ...(humanAgent === undefined ? {} : { humanAgent }),
    ...(patch.callbackUrl === undefined && patch.capabilities === undefined
      ? {}
      : {
          options: {
            callbackUrl: patch.callbackUrl ?? callbackUrl,
            capabilities: patch.capabilities ?? capabilities,
          },
        }),
    ...routeColumns(route),
  };
}

/** For the audit: that a secret was changed, never which. */
function withoutSecrets(patch: UpdateChannel): Record<string, unknown> {
  const { pageToken, appSecret, ...rest } = patch;
  return {
    ...rest,
    ...(pageToken === undefined ? {} : { tokenChanged: true }),
    ...(appSecret === undefined ? {} : { secretChanged: true }),
  };
}
