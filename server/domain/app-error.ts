import type { SendRefusal } from "#contract/channels/rules/send-policy.ts";
import { fieldErrorTexts, type FieldErrorCode } from "./english.ts";

/**
 * Lost races and wrong states: each says how things stand now, so that a
 * program can act on it without asking again. Answered with 409 at the edge.
 */
export const conflictCodes = [
  "already_exists",
  "in_use",
  "wrong_state",
  "owned_by_other",
  "take_first",
  /** The customer has written since what the author has seen. */
  "newer_message",
  /** A legal hold keeps it, or part of it. */
  "held",
  /** More than the agent's hard cap; with `force` all the same. */
  "at_capacity",
  /** It would not arrive there; the sender keeps it. */
  "cannot_enter",
  // Why the customer cannot be written to now.
  "channel_disabled",
  "channel_broken",
  "other_app_controls",
  "opted_out",
  "never_wrote",
  "window_closed",
  "human_agent_not_granted",
  "program_outside_window",
] as const;
type ConflictCode = (typeof conflictCodes)[number] | SendRefusal;

/** Everything else a command may refuse with. */
type RefusalCode =
  | "not_signed_in"
  | "wrong_credentials"
  /** Two-step verification: the password is right, and a code is missing. */
  | "code_needed"
  | "code_wrong"
  /** The role needs two-step verification; it comes before anything else. */
  | "totp_required"
  | "forbidden"
  /** The API token is limited to other things. */
  | "token_scope"
  /** The API token can be used from other addresses only. */
  | "address_not_allowed"
  | "not_found"
  | "invalid_input"
  /** Sees the thread only by taking part: may read it and write notes. */
  | "participant_only"
  /** They see the console as someone else, who is the actor: nothing may be changed. */
  | "read_only_view"
  /** This kind of channel has no such thing. */
  | "not_supported"
  | "file_too_large"
  | "file_type_refused"
  | "file_gone"
  /** A virus was found in it: nothing is kept of it. */
  | "file_infected"
  /** The scanner gave no verdict; the same file can be sent again. */
  | "scan_unavailable"
  /** No room on the disk: nothing is kept of it. */
  | "storage_full"
  | "storage_unavailable"
  | "too_many_requests"
  /** The mail server refuses, or there is none. */
  | "mail_refused"
  | "meta_refused"
  | "meta_unreachable";

/** Status and wording are looked up at the edge (http/problem). */
export type AppErrorCode = ConflictCode | RefusalCode;

type Detail = Record<string, unknown>;

/**
 * Thrown for what the caller cannot act on in code. `detail` says which thing
 * and, for a conflict, `current`: how it stands now. For `invalid_input`,
 * `errors` is [{path, message}].
 */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly detail: Detail;

  constructor(
    code: ConflictCode,
    detail: Detail & { current: Detail },
    options?: ErrorOptions,
  );
  constructor(code: RefusalCode, detail?: Detail, options?: ErrorOptions);
  constructor(code: AppErrorCode, detail: Detail = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = "AppError";
    this.code = code;
    this.detail = detail;
  }
}

/** One wrong field, in the words shown under it; `code` is the key of those words in other languages. */
export function invalidInput(path: string, message: string): AppError {
  return new AppError("invalid_input", { errors: [{ path, message }] });
}

/** The same with a code, by which the console translates the text. */
export function invalidField(path: string, code: FieldErrorCode): AppError {
  return invalidFields([{ path, code }]);
}

/** Several wrong fields at once. */
export function invalidFields(
  faults: { path: string; code: FieldErrorCode }[],
): AppError {
  const errors = faults.map(({ path, code }) => ({
    path,
    code,
    message: fieldErrorTexts[code],
  }));
  return new AppError("invalid_input", { errors });
}
