import {
  sendErrorOf,
  type SendErrorKey,
} from "#contract/channels/rules/send-errors.ts";

const CODES: Partial<Record<SendErrorKey, string>> = {
  token_invalid: "token_dead",
  app_secret_wrong: "app_secret_wrong",
  permission_missing: "permission_missing",
  capability_missing: "permission_missing",
  app_not_live: "app_not_live",
  page_restricted: "page_restricted",
  callback_refused: "callback_refused",
  callback_private: "callback_private",
  profile_permission_missing: "profile_permission_missing",
};

/**
 * The problem of the channel that a vendor's error shows, as a code of
 * domain/channels/problems; null if the error is about one message or person.
 */
export function problemOf(errorKey: string): string | null {
  const { key, admin } = sendErrorOf(errorKey);
  return CODES[key] ?? (admin ? "setup_incomplete" : null);
}
