import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import { createHash } from "node:crypto";
import type {
  InboundAttachment,
  InboundContext,
  InboundEvent,
} from "#server/channels/inbound-event.ts";
import {
  addressKey,
  type Address,
} from "#server/domain/messages/ensure-threads.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import { cleanName } from "#server/domain/files/file-name.ts";
import type { Received } from "#server/domain/conversations/replies/receive.ts";
import { tickAt } from "#server/domain/messages/receipts.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";

/** A connected channel, as far as apply needs it. */
export type KnownChannel = {
  id: string;
  kind: ChannelKind;
  accountId: string;
  sourceId: string;
  /** The vendor's id of our own app. */
  appId: string;
};

export type ThreadEvent = Extract<InboundEvent, { customerId: string }>;

/** An event of a connected channel, with the delivery that it came in. */
export type ResolvedEvent = {
  event: ThreadEvent;
  channel: KnownChannel;
  receivedAt: Date;
  /** Whether it came from an app of ours other than the one that the channel is connected with. */
  isOtherApp: boolean;
  /** Read from the vendor's history, and answered or too old: it asks nobody for anything. */
  isSettled?: boolean;
  /** The trace of the request that brought the delivery; see traced.ts. */
  trace?: string | null | undefined;
};

export function placeKey({ event, channel }: ResolvedEvent): string {
  return addressKey(addressOf({ event, channel }));
}

export function addressOf({
  event,
  channel,
}: Pick<ResolvedEvent, "event" | "channel">): Address {
  return {
    channelId: channel.id,
    externalId: event.customerId,
    key: event.threadKey ?? "",
  };
}

/** Clocks differ a little. A message from further in the future would stay at the top of every list. */
const MAX_AHEAD_MS = 60_000;

export function timeOf({ event, receivedAt }: ResolvedEvent): Date {
  if (event.at === null) return receivedAt;
  const latest = receivedAt.getTime() + MAX_AHEAD_MS;
  return event.at.getTime() > latest ? receivedAt : event.at;
}

/**
 * Returns the bubble or line that an event becomes in its thread; null for an
 * event that only changes an existing message. Pure except for the new id.
 */
export function toReceived(
  resolved: ResolvedEvent,
  state: ThreadState,
  inboxApps: readonly string[],
): Received | null {
  const { event } = resolved;
  switch (event.type) {
    case "message":
      return {
        message: {
          ...base(resolved, state),
          kind: "message",
          text: event.text,
          replyToExternalId: event.replyToMid,
          event: toEvent(event.context),
          attachments: event.attachments.map(toAttachment),
        },
        opensWindow: true,
        asks: resolved.isSettled !== true,
      };
    case "postback":
      return {
        message: {
          ...base(resolved, state),
          kind: "event",
          text: event.title,
          event: {
            type: "postback",
            title: event.title,
            payload: event.payload,
            ...event.context,
          },
        },
        opensWindow: true,
        asks: true,
      };
    case "referral":
      return {
        message: {
          ...base(resolved, state),
          kind: "event",
          event: { type: "referral", ...event.context },
        },
        opensWindow: true,
        asks: false,
      };
    case "notice":
      return {
        message: {
          ...base(resolved, state),
          kind: "event",
          event: { ...event.detail, type: event.notice },
        },
        opensWindow: event.opensWindow,
        asks: event.asks,
      };
    case "control":
      return {
        message: {
          ...base(resolved, state),
          kind: "event",
          authorType: "system",
          event: {
            type: `control_${event.action}`,
            appId: event.appId,
            own: event.appId === resolved.channel.appId,
          },
        },
        opensWindow: false,
        asks: false,
      };
    case "echo":
      return {
        message: {
          ...base(resolved, state),
          direction: "out",
          status: tickAt(state, timeOf(resolved)),
          kind: "message",
          authorType: "page",
          text: event.text,
          replyToExternalId: event.replyToMid,
          event: {
            type: "outside",
            appId: event.appId,
            by: writerOf(resolved, event.appId, inboxApps),
          },
          attachments: event.attachments.map(toAttachment),
        },
        opensWindow: false,
        asks: false,
      };
    case "delivered":
    case "read":
    case "reaction":
    case "edit":
    case "unsend":
    case "profile":
      return null;
  }
}

/** The id by which the vendor knows the message, or by which we recognize the same line again. Null: see toReceived. */
export function externalIdOf(resolved: ResolvedEvent): string | null {
  const { event } = resolved;
  switch (event.type) {
    case "message":
    case "echo":
      return event.mid;
    case "postback":
      return event.mid ?? derivedId(resolved);
    case "referral":
      return derivedId(resolved);
    case "notice":
      return `notice.${event.key}`;
    case "control":
      return `control.${event.key}`;
    case "delivered":
    case "read":
    case "reaction":
    case "edit":
    case "unsend":
    case "profile":
      return null;
  }
}

/**
 * Returns who wrote for the page outside Parley: a person in the vendor's
 * inbox, our own app, or another app. Old API versions do not say, which gives
 * "unknown".
 */
function writerOf(
  { channel }: ResolvedEvent,
  appId: string | null,
  inboxApps: readonly string[],
): "inbox" | "own" | "app" | "unknown" {
  if (appId === null) return "unknown";
  if (appId === channel.appId) return "own";
  return inboxApps.includes(appId) ? "inbox" : "app";
}

function base(resolved: ResolvedEvent, state: ThreadState): NewMessage {
  return {
    id: newId(),
    threadId: state.id,
    channelId: resolved.channel.id,
    direction: "in",
    kind: "message",
    authorType: "customer",
    authorId: null,
    authorName: null,
    text: null,
    status: "received",
    externalId: externalIdOf(resolved),
    clientId: null,
    part: 0,
    replyToExternalId: null,
    event: null,
    sentAt: timeOf(resolved),
    inboundCount: state.inboundCount, // receive adds to it
    attachments: [],
  };
}

function toAttachment(attachment: InboundAttachment) {
  const { type, url, meta } = attachment;
  const name = attachment.name === null ? null : cleanName(attachment.name);
  return { id: newId(), type, name, sourceUrl: url, meta };
}

function toEvent(context: InboundContext | null): NewMessage["event"] {
  return context === null ? null : { type: "context", ...context };
}

/** The id of an event without a vendor's id. The same event always gives the same id. */
function derivedId({ event }: ResolvedEvent): string {
  const { standby, ...facts } = event;
  void standby; // an app may get the same event once in each way
  const hash = createHash("sha256").update(JSON.stringify(facts)).digest("hex");
  return `${event.type}.${hash}`;
}
