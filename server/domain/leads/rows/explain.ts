import type { LeadError } from "#contract/leads/lead.ts";

/** The vendor's refusal, as the pipeline learnt of it. */
export type LeadFailure = {
  /** A key of send-errors, such as token_invalid. */
  key: string;
  code: number | null;
  subcode: number | null;
  message: string;
};

type Explained = Omit<LeadError, "code"> & { isFinal?: true };

const ERRORS = {
  lead_access: {
    message: "Meta does not give this app access to the lead.",
    fix: "In Meta Business Suite, open Leads Access under Integrations, and assign the app and the person who connected the page. Then retry.",
  },
  missing_scope: {
    message: "The page’s token lacks the permission leads_retrieval.",
    fix: "Connect the page again and grant access to leads. Meta must have approved leads_retrieval for the app.",
  },
  missing_task: {
    message: "The person who connected the page may not manage its ads.",
    fix: "In Meta Business Suite, give this person the task Ads on the page, or let another person connect the page.",
  },
  token_dead: {
    message: "The page’s token is no longer valid.",
    fix: "Open the page under Settings, Channels and connect it again.",
  },
  app_secret_wrong: {
    message: "The app secret is wrong.",
    fix: "Open the page under Settings, Channels and enter the app secret that Meta shows.",
  },
  rate_limited: {
    message: "Meta limits how many leads can be read at the moment.",
    fix: "Parley waits and tries again.",
  },
  unreachable: {
    message: "Meta did not answer, or not in time.",
    fix: "Parley tries again. If this lasts, check Meta’s status page.",
  },
  not_connected: {
    message: "The page is not connected, or it is disabled.",
    fix: "Connect or enable the page under Settings, Channels. Then retry.",
  },
  expired: {
    message: "Meta deletes leads after 90 days, and this one is older.",
    fix: "The answers cannot be fetched any more. Look in the CSV files that were downloaded from Meta.",
    isFinal: true,
  },
  refused: {
    message: "Meta refuses to show this lead.",
    fix: "Read Meta’s message in the history of the lead, mend the cause, then retry.",
    isFinal: true,
  },
} as const satisfies Record<string, Explained>;

export type LeadErrorCode = keyof typeof ERRORS;

/** @param code as stored; null and unknown codes give null. Pure. */
export function explainLeadError(code: string | null): LeadError | null {
  if (code === null || !(code in ERRORS)) return null;
  const { message, fix } = ERRORS[code as LeadErrorCode];
  return { code, message, fix };
}

/** Whether further attempts are of no use. Pure. */
export function isFinalLeadError(code: LeadErrorCode): boolean {
  return "isFinal" in ERRORS[code];
}

const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;
const SCOPE = /leads_retrieval|pages_manage_ads|ads_management/;
const TASK = /\btasks?\b|ADVERTISE/;

/**
 * The class of a vendor's error. Names of permissions and tasks in its text
 * are not localized.
 * @param ageMs of the lead
 */
export function classifyLeadError(
  { key, code, subcode, message }: LeadFailure,
  ageMs: number,
): LeadErrorCode {
  if (key === "token_invalid") return "token_dead";
  if (key === "app_secret_wrong") return "app_secret_wrong";
  if (key === "rate_limited") return "rate_limited";
  if (key === "not_found" || (code === 100 && subcode === 33))
    return ageMs > KEPT_DAYS * DAY_MS ? "expired" : "lead_access";
  if (
    code === 3 ||
    code === 10 ||
    (code !== null && code >= 200 && code < 300)
  ) {
    if (SCOPE.test(message)) return "missing_scope";
    return TASK.test(message) ? "missing_task" : "lead_access";
  }
  return LATER.has(key) ? "unreachable" : "refused";
}

const LATER = new Set([
  "unreachable",
  "maybe_sent",
  "vendor_temporary",
  "vendor_unknown",
]);
