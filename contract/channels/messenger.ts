import { MEGABYTE, type ChannelRules } from "#contract/channels/rules.ts";

/** Source: Messenger Platform, "Send API" and "Attachment upload", read 2026-11. */
export const messengerRules: ChannelRules = {
  textLimit: 2000,
  attachments: true,
  maxBytes: {
    image: 8 * MEGABYTE,
    video: 25 * MEGABYTE,
    audio: 25 * MEGABYTE,
    file: 25 * MEGABYTE,
  },
  standardWindowHours: 24,
  humanAgentWindowHours: 24 * 7,
  outboundFirst: false,
  typing: true,
  seen: true,
  reactions: true,
  replies: true,
  receipts: true,
};
