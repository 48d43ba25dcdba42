/** The values that `subscribed_fields` of a page accepts; both spellings that Meta's own
 *  pages use for the plural ones. */
export const PAGE_FIELDS = [
  "messages",
  "message_echoes",
  "message_deliveries",
  "message_reads",
  "message_reactions",
  "message_edits",
  "message_context",
  "messaging_postbacks",
  "messaging_optins",
  "messaging_optouts",
  "messaging_referrals",
  "messaging_handovers",
  "messaging_policy_enforcement",
  "messaging_account_linking",
  "messaging_feedback",
  "messaging_customer_information",
  "messaging_in_thread_lead_form_submit",
  "response_feedback",
  "send_cart",
  "standby",
  "inbox_labels",
  "leadgen",
  "leadgen_update",
  "feed",
  "mention",
  "ratings",
] as const;

const OTHER_SPELLINGS: Record<string, string> = {
  messaging_handover: "messaging_handovers",
  messaging_referral: "messaging_referrals",
};

/** @returns the field's own name, or null if there is none such. */
export function parseField(text: string): string | null {
  const name = OTHER_SPELLINGS[text] ?? text;
  return PAGE_FIELDS.some((field) => field === name) ? name : null;
}
