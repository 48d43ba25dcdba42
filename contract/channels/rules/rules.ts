import type { LightKey } from "#contract/channels/health/lights.ts";

export type OutgoingAttachmentType = "image" | "video" | "audio" | "file";

/** A format of recorded voice notes: Ogg with Opus, or uncompressed WAV. */
export type VoiceFormat = "ogg" | "wav";

/** The vendor's unit of a text's length: UTF-16 units, code points, or bytes of UTF-8. */
export type TextUnit = "utf16" | "characters" | "bytes";

/**
 * The abilities and limits of a channel: data only. The composer and the
 * server both read it, so that both refuse the same things.
 */
export type ChannelRules = {
  /** The most units of a single text. At least one character: 2, 1 or 4 units. */
  textLimit: number;
  textUnit: TextUnit;
  /** Whether files can be sent. */
  attachments: boolean;
  /** The most bytes of an upload, by type. */
  maxBytes: Record<OutgoingAttachmentType, number>;
  /** The formats of voice notes that it plays, the preferred one first; none: an agent can record none. */
  voiceFormats: readonly VoiceFormat[];
  /** The hours after the customer's last act in which any author may reply; null: always. */
  standardWindowHours: number | null;
  /** The hours in which a person (never an automatic message) may reply beyond that; null: no longer. */
  humanAgentWindowHours: number | null;
  /** Whether we may write first. */
  outboundFirst: boolean;
  /** Whether the customer sees that an agent is typing. */
  typing: boolean;
  /** Whether the customer sees that we have read. */
  seen: boolean;
  /** Whether the page can react to a message. */
  reactions: boolean;
  /** Whether a message can quote another. */
  replies: boolean;
  /** Whether the channel reports when a message was delivered and read. */
  receipts: boolean;
};

/** A channel's own values, where its kind leaves that open; left out: the kind's. */
export type Capabilities = {
  attachments?: boolean | undefined;
  replies?: boolean | undefined;
  receipts?: boolean | undefined;
  outboundFirst?: boolean | undefined;
  /** The most UTF-16 units of a single text. */
  textLimit?: number | undefined;
  /** Hours after the customer's last message in which we may reply; null: always. */
  windowHours?: number | null | undefined;
};

/** A field that connecting an account requires, beside its name and route. */
export type SetupField = { name: string; required: boolean; secret: boolean };

/** The facts about a kind of channel that the console and the API need. */
export type KindDefinition = {
  rules(declared: Capabilities): ChannelRules;
  /** The rules that a connected channel declares itself. */
  declares: readonly (keyof Capabilities)[];
  setup: readonly SetupField[];
  /** The lights that show its health. */
  lights: readonly LightKey[];
  /** Members of a channel that can be changed, and that channels of other kinds may not have. */
  settings: readonly string[];
  /** Secrets that we generate: shown once, and renewed on demand. */
  shownOnce: readonly ("token" | "signingSecret")[];
  /** Something can be asked of the vendor about the channel: "Test" and its last time are shown. */
  checks: boolean;
  /** Parley can make a delivery of the kind by itself: a test message. */
  testMessages: boolean;
  /** True: an app at the vendor delivers for one or more accounts. False: each account delivers for itself. */
  hasApps: boolean;
  /** The vendor's own apps by which people write to customers; other apps count as programs. */
  inboxApps?: readonly string[];
  /** The kind's name in the webhook's address; left out: its own name. */
  addressName?: string;
};

/** The longest text, in UTF-16 units, that a channel may declare to take. */
export const MAX_DECLARED_TEXT = 20_000;

export const MEGABYTE = 1024 * 1024;
