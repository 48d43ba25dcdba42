import type { CreateApiChannel } from "#contract/channels/channel-requests.ts";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { requireMove, scopeOf } from "#server/domain/access/scope.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import {
  newInboundToken,
  newSigningSecret,
} from "#server/domain/channels/renew-secret.ts";
import type { ChannelOptions } from "#server/domain/channels/channel-options.ts";
import {
  requireRoute,
  routeColumns,
} from "#server/domain/channels/channel-route.ts";
import { readChannel } from "#server/domain/channels/channels.ts";
import type { Context } from "#server/domain/context.ts";
import { requireDepartment } from "#server/domain/teams/members.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/**
 * Connects a home-made channel. Its token and signing secret are in this answer
 * and never again. For supervisors.
 * @throws AppError forbidden, invalid_input (destination, department)
 */
export async function createApiChannel(
  context: Context,
  doer: AuditActor,
  input: CreateApiChannel,
): Promise<ConnectedChannel> {
  const { vault, clock } = context;
  const accountId = newId();
  const token = newInboundToken();
  const signingSecret = newSigningSecret();
  const options = {
    callbackUrl: input.callbackUrl,
    capabilities: input.capabilities ?? {},
  } satisfies ChannelOptions;
  const channel = await inPrismaTransaction(context.db, async (tx) => {
    const scope = await scopeOf(tx, doer);
    requireMove(scope, null, input.departmentId);
    await requireDepartment(tx, input.departmentId);
    await requireRoute(tx, input.route);
    const { weight, agentLimit, reopenHours, departmentId } = input;
    const { id: sourceId } = await tx.source.create({
      data: {
        id: newId(),
        kind: "api",
        externalId: accountId,
        secretSealed: vault.seal(token),
        webhookKey: randomToken(),
        verifyTokenSealed: null,
        createdAt: clock.now(),
      },
      select: { id: true },
    });
    const { id } = await tx.channel.create({
      data: {
        id: newId(),
        kind: "api",
        accountId,
        name: input.name,
        credentialsSealed: vault.seal(signingSecret),
        options,
        createdAt: clock.now(),
        humanAgent: false,
        ...(departmentId === undefined ? {} : { departmentId }),
        ...(weight === undefined ? {} : { weight }),
        ...(agentLimit === undefined ? {} : { agentLimit }),
        ...(reopenHours === undefined ? {} : { reopenHours }),
        ...routeColumns(input.route),
        sourceId,
      },
      select: { id: true },
    });
    const target = { type: "channel", id };
    await writeAudit(tx, doer, "channel.connected", target, {
      kind: "api",
      callbackUrl: input.callbackUrl,
    });
    return readChannel(context, tx, id);
  });
  return { ...channel, inboundUrl: channel.webhookUrl, token, signingSecret };
}
