import { sendErrorOf, type SendErrorKey } from "#contract/send-errors.ts";
import type { VendorError } from "#server/channels/channel.ts";
import type { FoundProblem } from "#server/domain/channels/health.ts";
import type { ProblemCode } from "#server/domain/channels/problems.ts";

const CODES: Partial<Record<SendErrorKey, ProblemCode>> = {
  token_invalid: "token_dead",
  app_secret_wrong: "app_secret_wrong",
  permission_missing: "permission_missing",
  capability_missing: "permission_missing",
  app_not_live: "app_not_live",
  page_restricted: "page_restricted",
  profile_permission_missing: "profile_permission_missing",
};

/** What an error of the vendor says about the channel itself; null if it is about one message or person. */
export function problemOf(error: VendorError): FoundProblem | null {
  const { key, admin } = sendErrorOf(error.key);
  const code = CODES[key];
  if (code) return { code, detail: error.message };
  return admin ? { code: "setup_incomplete", detail: error.message } : null;
}
