export type OutgoingAttachmentType = "image" | "video" | "audio" | "file";

/**
 * What a channel can and where its limits are: data only, read by the composer
 * and by the server alike, so that both refuse the same things.
 */
export type ChannelRules = {
  /** UTF-16 units a single text may have. */
  textLimit: number;
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

export const MEGABYTE = 1024 * 1024;
