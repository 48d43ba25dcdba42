import { LIGHT_KEYS } from "#contract/channels/health/lights.ts";
import { MEGABYTE, type ChannelRules, type KindDefinition } from "./rules.ts";

/** Source: Messenger Platform, "Send API" and "Attachment upload", read 2026-11. */
const messengerRules: ChannelRules = {
  textLimit: 2000,
  textUnit: "utf16",
  attachments: true,
  maxBytes: {
    image: 8 * MEGABYTE,
    video: 25 * MEGABYTE,
    audio: 25 * MEGABYTE,
    file: 25 * MEGABYTE,
  },
  // Messenger takes aac, m4a, wav and mp4. Every browser can make WAV, and its length is certain.
  voiceFormats: ["wav"],
  standardWindowHours: 24,
  humanAgentWindowHours: 24 * 7,
  outboundFirst: false,
  typing: true,
  seen: true,
  reactions: true,
  replies: true,
  receipts: true,
};

export const messenger: KindDefinition = {
  rules: () => messengerRules,
  declares: [],
  setup: [
    { name: "pageId", required: true, secret: false },
    { name: "pageToken", required: true, secret: true },
    { name: "appId", required: true, secret: false },
    // Not needed for an app that is connected already.
    { name: "appSecret", required: false, secret: true },
  ],
  lights: LIGHT_KEYS,
  settings: ["pageToken", "appSecret", "humanAgent"],
  shownOnce: [],
  checks: true,
  testMessages: true,
  hasApps: true,
  // The Page inbox, documented with two ids, and Instagram's. Source: Messenger
  // Platform, "message_echoes" and "Conversation Routing", read 2026-11.
  inboxApps: ["263902037430900", "26390203743090", "1217981644879628"],
  // Meta's apps got this address before there were other kinds.
  addressName: "meta",
};
