import type { ChannelRules } from "./rules.ts";

/** An automatic message (greeting, closing message) may never use the human-agent tag. */
export type AuthorKind = "person" | "program";

export type SendPolicyInput = {
  authorKind: AuthorKind;
  /** The customer's last act that counts (message, tap, reaction, …). Null: never. */
  lastCustomerAt: Date | null;
  now: Date;
  /** The channel's app may send with the HUMAN_AGENT tag. */
  humanAgentGranted: boolean;
  /** The id of another app that holds the thread; null or absent: we may write. */
  controlledBy?: string | null;
  /** The customer withdrew the consent to be written to, and has not written in the conversation since. */
  optedOut?: boolean;
  /** The problem that stops the whole channel from sending. */
  channelProblem?: "disabled" | "broken" | null;
  /** The rules of the conversation's channel. */
  rules: ChannelRules;
};

/** Each one is a key of the error table in contract/channels/rules/send-errors.ts. */
export type SendRefusal =
  | "channel_disabled"
  | "channel_broken"
  | "other_app_controls"
  | "opted_out"
  | "never_wrote"
  | "window_closed"
  | "human_agent_not_granted"
  | "program_outside_window";

export type SendPolicy =
  | {
      /** standard: plain response. human_agent: with the tag, for people only. */
      kind: "standard" | "human_agent";
      /** The first moment at which this answer no longer holds; null: it always does. */
      until: Date | null;
    }
  | { kind: "refuse"; reason: SendRefusal };

export type ReplyWindowDates = {
  standardUntil: Date;
  /** Null: not granted. */
  humanAgentUntil: Date | null;
};

const HOUR_MS = 3_600_000;

/**
 * Decides whether, and how, this author may write to this customer now. No
 * other code decides it: composer, API and the sender all call it, so a reply
 * that the vendor would refuse is never sent.
 * A window is open from the customer's act until just before its end: at the
 * end itself it is closed. An act dated in the future (clocks differ) counts.
 * Source: Messenger Platform, "Send messages", read 2026-11.
 */
export function sendPolicy(input: SendPolicyInput): SendPolicy {
  if (input.channelProblem === "disabled") return refuse("channel_disabled");
  if (input.channelProblem === "broken") return refuse("channel_broken");
  if (input.controlledBy) return refuse("other_app_controls");
  if (input.optedOut) return refuse("opted_out");
  const { lastCustomerAt } = input;
  const { rules } = input;
  if (lastCustomerAt === null && !rules.outboundFirst)
    return refuse("never_wrote");
  const { standardWindowHours, humanAgentWindowHours } = rules;
  if (standardWindowHours === null || lastCustomerAt === null)
    return { kind: "standard", until: null };
  const standardUntil = hoursAfter(lastCustomerAt, standardWindowHours);
  if (input.now < standardUntil) {
    return { kind: "standard", until: standardUntil };
  }
  if (input.authorKind === "program") return refuse("program_outside_window");
  if (humanAgentWindowHours === null) return refuse("window_closed");
  const humanUntil = hoursAfter(lastCustomerAt, humanAgentWindowHours);
  if (input.now >= humanUntil) return refuse("window_closed");
  if (!input.humanAgentGranted) return refuse("human_agent_not_granted");
  return { kind: "human_agent", until: humanUntil };
}

/** The ends of both windows, for the clock in the composer. Null: the customer never wrote, or there is no window. */
export function replyWindow(
  lastCustomerAt: Date | null,
  humanAgentGranted: boolean,
  rules: ChannelRules,
): ReplyWindowDates | null {
  const { standardWindowHours, humanAgentWindowHours } = rules;
  if (lastCustomerAt === null || standardWindowHours === null) return null;
  return {
    standardUntil: hoursAfter(lastCustomerAt, standardWindowHours),
    humanAgentUntil:
      humanAgentGranted && humanAgentWindowHours !== null
        ? hoursAfter(lastCustomerAt, humanAgentWindowHours)
        : null,
  };
}

function refuse(reason: SendRefusal): SendPolicy {
  return { kind: "refuse", reason };
}

function hoursAfter(start: Date, hours: number): Date {
  return new Date(start.getTime() + hours * HOUR_MS);
}
