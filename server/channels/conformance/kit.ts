import {
  CHANNEL_KINDS,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import type {
  Account,
  WebhookRequest,
  WebhookSource,
} from "#server/channels/channel.ts";
import type { InboundEvent } from "#server/channels/inbound-event.ts";
import type { SendOutcome } from "#server/channels/outbound-message.ts";
import type { Answer, Received } from "#server/channels/common/test-server.ts";

/**
 * The parts that a kind of channel brings to the conformance suite: its vendor's
 * deliveries and answers. A kind exports it as `kit` from
 * `server/channels/{kind}/conformance.ts`; the suite asks the registry for the
 * kinds, so a new one is covered by being added there.
 */
export type ConformanceKit = {
  /** The account as it is connected. @param vendorUrl where the vendor's stand-in listens */
  account(vendorUrl: string): Omit<Account, "kind">;
  source: WebhookSource & {
    externalId: string;
  };
  /** May stand in no log line, error, row or address. Each has 16 characters or more. */
  secrets: string[];
  /** The delivery as the vendor sends it, with its proof. @param secret default: the source's first */
  proved(body: Uint8Array, secret?: string): WebhookRequest;
  /** The same delivery with a proof that is missing or does not hold, by what is wrong. */
  unproved(body: Uint8Array): Record<string, WebhookRequest>;
  /** The vendor's question whether the address is ours. Null: it does not ask. */
  handshake: {
    right: WebhookRequest;
    answer: string;
    wrong: Record<string, WebhookRequest>;
  } | null;
  /** Everything that the vendor delivers, one case each. */
  deliveries: { name: string; body: Uint8Array }[];
  /** Bodies that are proved and have no form of the vendor's. */
  formless: Uint8Array[];
  /** One text of a person. */
  textFrom(said: Said): Uint8Array;
  /** The vendor's deliveries about a message of ours, in the order in which they happen. */
  about(sent: Sent): About[];
  vendor: {
    /** Takes the message and answers with this id; where the kind's vendor gives none, with nothing. */
    accepts(externalId: string): Answer;
    /** Every error of the kind's table that a send can meet. */
    ends: VendorEnd[];
    /** Too many requests. */
    limited(retryAfterSeconds: number | null): Answer;
    /** The answer of the kind's vendor when it is broken itself. */
    broken: Answer;
    /** An error whose words quote what was sent along. */
    quoting: Answer;
    /** Reads a request that reached the vendor. */
    read(received: Received): {
      recipientId: string;
      text: string | null;
      /** Only for kinds whose people have several conversations. */
      threadKey?: string;
    };
    /** By which the vendor knows a repeated send: of kinds whose `timedOut` is `key`. */
    retryKey?(received: Received): string;
    /** A conversation in which the look finds, or misses, this text: of kinds with `findSent`. */
    conversation?(sent: { externalId: string; text: string } | null): Answer;
  };
};

export type Said = {
  customerId: string;
  /** "" where the vendor has one conversation of a person. */
  threadKey: string;
  id: string;
  text: string;
  at: Date;
};

export type Sent = {
  customerId: string;
  threadKey: string;
  /** The id that `send` returned. */
  externalId: string;
  messageId: string;
  reference: string;
  text: string;
  at: Date;
};

export type About = {
  type: Extract<InboundEvent["type"], "echo" | "delivered" | "read">;
  body: Uint8Array;
};

export type VendorEnd = {
  name: string;
  answer: Answer;
  outcome: SendOutcome["kind"];
  /** A key of contract/send-errors. */
  key: string;
};

/** The kit of a kind of the registry, or of one that lives here, for tests alone. @throws if the kind has none */
export async function kitOf(kind: ChannelKind): Promise<ConformanceKit> {
  const folder = CHANNEL_KINDS.includes(kind) ? ".." : ".";
  const file = new URL(`${folder}/${kind}/conformance.ts`, import.meta.url);
  return ((await import(file.href)) as { kit: ConformanceKit }).kit;
}

export function post(
  headers: Record<string, string>,
  body: Uint8Array,
): WebhookRequest {
  return {
    method: "POST",
    query: new URLSearchParams(),
    headers: new Headers(headers),
    body,
  };
}

export function question(query: Record<string, string>): WebhookRequest {
  return {
    method: "GET",
    query: new URLSearchParams(query),
    headers: new Headers(),
    body: new Uint8Array(),
  };
}

export function toBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
