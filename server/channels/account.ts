import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";

/** A connected account with what opens it. Never logged. */
export type Account = {
  kind: ChannelKind;
  /** The vendor's id of the account, such as a page's id. */
  accountId: string;
  /** The token that speaks for the account. */
  credentials: string;
  /** The app's secret, which signs for it. */
  secret: string;
  /** The vendor's id of the source: Meta's of the app. */
  appId: string;
  /** The options of its kind; see contract/channels. */
  options: Record<string, unknown>;
};
