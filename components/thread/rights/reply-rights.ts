import {
  sendPolicy,
  type SendRefusal,
} from "#contract/channels/rules/send-policy.ts";
import type { Channel } from "#contract/channels/channel.ts";
import type { Queue } from "#contract/routing/queue.ts";
import type { Thread } from "#contract/threads/thread.ts";

/** Whether I may write to this customer now: the reason if not, and the limits if so. */
export type ReplyRights =
  | {
      kind: "allowed";
      window: "standard" | "human_agent";
      /** Null: no end. */
      until: Date | null;
      /** The reply makes me the owner. */
      takes: boolean;
    }
  | { kind: "blocked"; reason: BlockReason; ownerName?: string };

export type BlockReason =
  | "owned_by_other"
  | "take_first"
  /** It is offered to me: accepting comes before writing. */
  | "accept_first"
  /** A participant reads it and writes notes. */
  | "participant_only"
  | SendRefusal;

const HOUR_MS = 3_600_000;

/** The composer's side of the server's own checks; the server decides. Pure. */
export function replyRights({
  thread,
  meId,
  isOffered = false,
  queue,
  channel,
  now,
}: {
  thread: Thread;
  meId: string;
  /** It is offered to me, or I am asked to take it over. */
  isOffered?: boolean;
  /** The queue that the thread is routed to, if any. Undefined: not known (yet). */
  queue: Queue | undefined;
  channel: Pick<Channel, "enabled" | "health" | "rules">;
  now: number;
}): ReplyRights {
  const { owner, replyWindow } = thread;
  if (thread.readOnly && !isOffered)
    return {
      kind: "blocked",
      reason: "participant_only",
      ...(owner ? { ownerName: owner.name } : {}),
    };
  const isElsewhere = owner !== null && owner.id !== meId;
  const byHand = !owner && queue?.ownership === "take_manually";
  if (isOffered && (isElsewhere || byHand))
    return { kind: "blocked", reason: "accept_first" };
  if (isElsewhere)
    return { kind: "blocked", reason: "owned_by_other", ownerName: owner.name };
  if (byHand) return { kind: "blocked", reason: "take_first" };
  const { rules } = channel;
  const { standardWindowHours } = rules;
  const standardUntil = replyWindow && Date.parse(replyWindow.standardUntil);
  const policy = sendPolicy({
    authorKind: "person",
    lastCustomerAt:
      standardUntil === null || standardWindowHours === null
        ? null
        : new Date(standardUntil - standardWindowHours * HOUR_MS),
    rules:
      standardWindowHours === null ? { ...rules, outboundFirst: true } : rules,
    now: new Date(now),
    humanAgentGranted: replyWindow?.humanAgentUntil != null,
    controlledBy: thread.controlledBy,
    optedOut: thread.optedOutAt !== null,
    channelProblem: !channel.enabled
      ? "disabled"
      : channel.health === "broken"
        ? "broken"
        : null,
  });
  if (policy.kind === "refuse")
    return { kind: "blocked", reason: policy.reason };
  return {
    kind: "allowed",
    window: policy.kind,
    until: policy.until,
    takes: !owner,
  };
}
