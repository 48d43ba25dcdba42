import type { LightKey } from "#contract/channels/lights.ts";

export type OutgoingAttachmentType = "image" | "video" | "audio" | "file";

/** What a vendor counts in a text: UTF-16 units, code points, or bytes of UTF-8. */
export type TextUnit = "utf16" | "characters" | "bytes";

/**
 * What a channel can and where its limits are: data only, read by the composer
 * and by the server alike, so that both refuse the same things.
 */
export type ChannelRules = {
  /** How many units a single text may have. At least one character: 2, 1 or 4 units. */
  textLimit: number;
  textUnit: TextUnit;
  /** May files be sent? */
  attachments: boolean;
  /** Bytes an upload may have, by type. */
  maxBytes: Record<OutgoingAttachmentType, number>;
  /** How long after the customer's last act anybody may reply; null: always. */
  standardWindowHours: number | null;
  /** How long a person (never a program) may reply beyond that; null: no longer. */
  humanAgentWindowHours: number | null;
  /** May we write first? */
  outboundFirst: boolean;
  /** Sees the customer that somebody types? */
  typing: boolean;
  /** Sees the customer that we have read? */
  seen: boolean;
  /** Can the page react to a message? */
  reactions: boolean;
  /** Can a message quote another? */
  replies: boolean;
  /** Is it told when a message was delivered, and when it was read? */
  receipts: boolean;
};

/** What a connected channel says of itself, where its kind leaves that open; left out: as the kind has it. */
export type Capabilities = {
  attachments?: boolean | undefined;
  replies?: boolean | undefined;
  receipts?: boolean | undefined;
  outboundFirst?: boolean | undefined;
  /** UTF-16 units a single text may have. */
  textLimit?: number | undefined;
  /** Hours after the customer's last message in which we may reply; null: always. */
  windowHours?: number | null | undefined;
};

/** What is asked for when an account is connected, beside its name and route. */
export type SetupField = { name: string; required: boolean; secret: boolean };

/** What the console and the API must know of a kind of channel. */
export type KindDefinition = {
  rules(declared: Capabilities): ChannelRules;
  /** Which of the rules a connected channel declares itself. */
  declares: readonly (keyof Capabilities)[];
  setup: readonly SetupField[];
  /** What its health is shown by. */
  lights: readonly LightKey[];
  /** Members of a channel that can be changed, and that channels of other kinds may not have. */
  settings: readonly string[];
  /** An app at the vendor delivers, for one or more accounts. False: each account by itself. */
  hasApps: boolean;
  /** What the webhook's address calls the kind; left out: its name. */
  addressName?: string;
};

export const MEGABYTE = 1024 * 1024;
