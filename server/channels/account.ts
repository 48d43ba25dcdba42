import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";

/** A connected account with what opens it. Never logged. */
export type Account = {
  kind: ChannelKind;
  /** What the vendor calls the account: a page's id. */
  accountId: string;
  /** What speaks for the account: a page token. */
  credentials: string;
  /** What signs for the app: its secret. */
  secret: string;
  /** The vendor's id of the source: Meta's of the app. */
  appId: string;
  /** Of its kind; see contract/channels. */
  options: Record<string, unknown>;
};
