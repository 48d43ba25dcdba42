import type { Account, SendTarget } from "#server/channels/channel.ts";

/** A page, in Meta's terms. */
export type PageTarget = {
  /** Page id. */
  accountId: string;
  accessToken: string;
  /** For appsecret_proof. */
  appSecret: string;
};

/** A person, under that page's id for them (PSID). */
export type PersonTarget = PageTarget & { recipientId: string };

export function toPage({
  accountId,
  credentials,
  secret,
}: Account): PageTarget {
  return { accountId, accessToken: credentials, appSecret: secret };
}

export function toPerson(target: SendTarget): PersonTarget {
  return { ...toPage(target), recipientId: target.recipientId };
}
