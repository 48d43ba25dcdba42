import type { Failure } from "#server/channels/outbound-message.ts";
import type { InboundEvent } from "#server/channels/inbound-event.ts";

export type HistoryQuery = {
  /** Nothing older is asked for. */
  since: Date;
  /** From the page before; null: the newest page. Only the channel's folder understands it. */
  cursor: string | null;
  /** The process stops: whatever has been read is read again. */
  signal: AbortSignal;
};

/** A message of one conversation. */
export type PastEvent = Extract<InboundEvent, { type: "message" | "echo" }>;

export type HistoryPage = {
  kind: "page";
  /** Each conversation by itself, its messages oldest first. */
  conversations: {
    events: PastEvent[];
    /** Ids of messages that the vendor lists without their content. */
    unreadable: string[];
  }[];
  /** Null: there is nothing older that was asked for. */
  next: string | null;
  /** The vendor's limit: so long the next page must wait. */
  pauseMs: number;
};

export type HistoryOutcome = HistoryPage | Failure;
