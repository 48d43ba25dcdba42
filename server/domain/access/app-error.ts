import type { SendRefusal } from "#contract/send-policy.ts";

/** Everything a command may refuse with. Status and wording are looked up at the edge (http/problem). */
export type AppErrorCode =
  | "not_signed_in"
  | "wrong_credentials"
  | "forbidden"
  | "not_found"
  | "invalid_input"
  | "already_exists"
  | "in_use"
  | "wrong_state"
  | "not_owner"
  | "owned_by_other"
  | "take_first"
  /** Sees the thread only by taking part: may read it and write notes. */
  | "participant_only"
  /** More than the agent's hard cap; with `force` all the same. */
  | "at_capacity"
  /** It would not arrive there; the sender keeps it. */
  | "cannot_enter"
  /** Why the customer cannot be written to now. */
  | SendRefusal
  | "file_too_large"
  | "file_type_refused"
  | "file_gone"
  | "too_many_requests"
  | "meta_refused"
  | "meta_unreachable";

/**
 * Thrown for what the caller cannot act on in code. `detail` says which thing
 * and, for a lost race, `current`: how it stands now. For `invalid_input`,
 * `errors` is [{path, message}].
 */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly detail: Record<string, unknown>;

  constructor(
    code: AppErrorCode,
    detail: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = "AppError";
    this.code = code;
    this.detail = detail;
  }
}

/** One wrong field, in the words shown under it; `code` is the key of those words in other languages. */
export function invalidInput(
  path: string,
  message: string,
  code?: string,
): AppError {
  const error = { path, message, ...(code === undefined ? {} : { code }) };
  return new AppError("invalid_input", { errors: [error] });
}
