/**
 * What differs by channel but is only data. Read by the composer and by the
 * server alike, so that both refuse the same things.
 * Source: Messenger Platform, "Send API" and "Attachment upload", read 2026-11.
 */
export type ChannelKind = "messenger";

export type OutgoingAttachmentType = "image" | "video" | "audio" | "file";

export type ChannelRules = {
  /** UTF-16 units a single text may have. */
  textLimit: number;
  /** Bytes an upload may have, by type. */
  maxBytes: Record<OutgoingAttachmentType, number>;
  /** How long after the customer's last act anybody may reply. */
  standardWindowHours: number;
  /** How long a person (never a program) may reply, with the HUMAN_AGENT tag. */
  humanAgentWindowHours: number;
  typing: boolean;
  reactions: boolean;
  replies: boolean;
};

const MEGABYTE = 1024 * 1024;

export const channelRules: Record<ChannelKind, ChannelRules> = {
  messenger: {
    textLimit: 2000,
    maxBytes: {
      image: 8 * MEGABYTE,
      video: 25 * MEGABYTE,
      audio: 25 * MEGABYTE,
      file: 25 * MEGABYTE,
    },
    standardWindowHours: 24,
    humanAgentWindowHours: 24 * 7,
    typing: true,
    reactions: true,
    replies: true,
  },
};
