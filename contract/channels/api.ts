import { MEGABYTE, type ChannelRules } from "#contract/channels/rules.ts";

/**
 * What a home-made channel says of itself when it is connected; left out: as
 * `apiRules` has it.
 */
export type ApiCapabilities = {
  attachments?: boolean | undefined;
  replies?: boolean | undefined;
  receipts?: boolean | undefined;
  outboundFirst?: boolean | undefined;
  /** UTF-16 units a single text may have. */
  textLimit?: number | undefined;
  /** Hours after the customer's last message in which we may reply; null: always. */
  windowHours?: number | null | undefined;
};

export const apiRules: ChannelRules = {
  textLimit: 20_000,
  attachments: true,
  maxBytes: {
    image: 25 * MEGABYTE,
    video: 25 * MEGABYTE,
    audio: 25 * MEGABYTE,
    file: 25 * MEGABYTE,
  },
  standardWindowHours: null,
  humanAgentWindowHours: null,
  outboundFirst: true,
  typing: false,
  seen: false,
  reactions: false,
  replies: true,
  receipts: true,
};

export function rulesOfApi(declared: ApiCapabilities): ChannelRules {
  const { textLimit, windowHours, ...flags } = declared;
  const given = Object.entries(flags).filter(
    ([, value]) => value !== undefined,
  );
  return {
    ...apiRules,
    ...Object.fromEntries(given),
    ...(textLimit === undefined ? {} : { textLimit }),
    ...(windowHours === undefined ? {} : { standardWindowHours: windowHours }),
  };
}
