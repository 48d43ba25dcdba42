/**
 * The fields that a connected page subscribes to: everything that has an
 * effect in the inbox. `response_feedback` is left out on purpose: subscribing
 * to it puts thumbs under every message.
 */
export const WEBHOOK_FIELDS = [
  "messages",
  "message_echoes",
  "message_deliveries",
  "message_reads",
  "message_reactions",
  "message_edits",
  "messaging_postbacks",
  "messaging_optins",
  "messaging_referrals",
  "messaging_handovers",
  "standby",
  "messaging_policy_enforcement",
  "messaging_account_linking",
  "send_cart",
] as const;
