import {
  MAX_DECLARED_TEXT,
  MEGABYTE,
  type Capabilities,
  type ChannelRules,
  type KindDefinition,
} from "./rules.ts";
import { LONGEST_CHARACTER } from "./text-length.ts";

export const apiRules: ChannelRules = {
  textLimit: MAX_DECLARED_TEXT,
  textUnit: "utf16",
  attachments: true,
  maxBytes: {
    image: 25 * MEGABYTE,
    video: 25 * MEGABYTE,
    audio: 25 * MEGABYTE,
    file: 25 * MEGABYTE,
  },
  voiceFormats: ["ogg", "wav"],
  standardWindowHours: null,
  humanAgentWindowHours: null,
  outboundFirst: true,
  typing: false,
  seen: false,
  reactions: false,
  replies: true,
  receipts: true,
};

export const api: KindDefinition = {
  rules: rulesOfApi,
  declares: [
    "attachments",
    "replies",
    "receipts",
    "outboundFirst",
    "textLimit",
    "windowHours",
  ],
  setup: [
    { name: "callbackUrl", required: true, secret: false },
    { name: "capabilities", required: false, secret: false },
  ],
  lights: ["credentials", "webhook", "traffic"],
  settings: ["callbackUrl", "capabilities"],
  shownOnce: ["token", "signingSecret"],
  checks: true,
  testMessages: true,
  hasApps: false,
};

function rulesOfApi(declared: Capabilities): ChannelRules {
  const { textLimit, windowHours, ...flags } = declared;
  const given = Object.entries(flags).filter(
    ([, value]) => value !== undefined,
  );
  return {
    ...apiRules,
    ...Object.fromEntries(given),
    ...(textLimit === undefined
      ? {}
      : { textLimit: Math.max(textLimit, LONGEST_CHARACTER.utf16) }),
    ...(windowHours === undefined ? {} : { standardWindowHours: windowHours }),
  };
}
