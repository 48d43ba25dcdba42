import {
  type ChannelKind,
  rulesOf,
} from "#contract/channels/rules/channel-rules.ts";
import type {
  Capabilities,
  ChannelRules,
} from "#contract/channels/rules/rules.ts";
import {
  replyWindow,
  sendPolicy,
} from "#contract/channels/rules/send-policy.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError } from "#server/domain/app-error.ts";
import { optedOutAt } from "#server/domain/customers/opted-out.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/** A thread's state, for the details of a refusal. Pure. */
export function standingOf({
  status,
  routing,
  ownerId,
  routedToType,
  routedToId,
}: ThreadState): Record<string, unknown> {
  const routedTo = routedToId && { type: routedToType, id: routedToId };
  return { status, routing, ownerId, routedTo };
}

type SendingChannel = {
  kind: ChannelKind;
  options: { capabilities?: Capabilities };
  enabled: boolean;
  health: string;
  humanAgent: boolean;
  deletedAt: Date | null;
  optedOutAt: Date | null;
};

/**
 * Checks that the channel's rules allow a message now. A reply and Retry check the same.
 * @returns the rules of the thread's channel.
 * @throws AppError with a SendRefusal
 */
export async function requireSendable(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<ChannelRules> {
  const [channel] = await tx.$queryRaw<SendingChannel[]>(Prisma.sql`
    select ch.kind, ch.options, ch.enabled, ch.health, ch."humanAgent", ch."deletedAt", ${optedOutAt} as "optedOutAt"
    from thread t join channel ch on ch.id = t."channelId" join customer c on c.id = t."customerId"
    where t.id = ${state.id}::uuid`);
  if (!channel) throw new Error("A thread without its channel.");
  const rules = rulesOf(channel.kind, channel.options.capabilities);
  const off = !channel.enabled || channel.deletedAt !== null;
  const policy = sendPolicy({
    authorKind: "person",
    lastCustomerAt: state.lastCustomerAt,
    now,
    humanAgentGranted: channel.humanAgent,
    controlledBy: state.controlledBy,
    rules,
    optedOut: channel.optedOutAt !== null,
    channelProblem: off
      ? "disabled"
      : channel.health === "broken"
        ? "broken"
        : null,
  });
  if (policy.kind !== "refuse") return rules;
  const window = replyWindow(state.lastCustomerAt, channel.humanAgent, rules);
  throw new AppError(policy.reason, {
    current: {
      ...standingOf(state),
      replyWindow: window,
      controlledBy: state.controlledBy,
      optedOutAt: channel.optedOutAt,
      channel: { id: state.channelId, enabled: !off, health: channel.health },
    },
  });
}
