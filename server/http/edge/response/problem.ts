import type { Context as Call } from "hono";
import { routePath } from "hono/route";
import type { z } from "zod";
import type { SendErrorKey } from "#contract/channels/rules/send-errors.ts";
import type { ProblemDetails } from "#contract/base/problem.ts";
import { AppError, type AppErrorCode } from "#server/domain/app-error.ts";
import {
  errorTexts,
  fieldErrorTexts,
  sendErrorText,
} from "#server/domain/english.ts";
import type { HttpEnv } from "./http-env.ts";
import { isDataException, isUnavailable } from "./unavailable.ts";
import type { Log } from "#server/runtime/log.ts";

/** The codes that only the edge refuses with, beside those of the domain. */
export type EdgeCode =
  | "bad_signature"
  | "malformed_target"
  | "payload_too_large"
  | "unsupported_type"
  | "method_not_allowed"
  | "forged_request"
  | "range_not_satisfiable"
  | "unavailable"
  | "internal";

export type ProblemCode = AppErrorCode | EdgeCode;

type Kind = { status: number; title: string; detail: string };

/** The HTTP status and text of every code. No other place knows both. */
export const problemKinds: Record<ProblemCode, Kind> = {
  bad_signature: kind(
    400,
    "Wrong signature",
    "The signed_request isn’t signed with the app’s secret.",
  ),
  malformed_target: kind(
    400,
    "Malformed address",
    "The request address isn’t a valid path.",
  ),
  not_signed_in: kind(
    401,
    "Not signed in",
    "Sign in, or send a valid API token.",
  ),
  wrong_credentials: shared(
    401,
    "Wrong email or password",
    "wrong_credentials",
  ),
  code_needed: kind(
    401,
    "Code needed",
    "Two-step verification is on. Send the code as well.",
  ),
  code_wrong: kind(
    401,
    "Wrong code",
    "The code is wrong, was used before, or is too old.",
  ),
  totp_required: shared(403, "Two-step verification required", "totp_required"),
  forbidden: shared(403, "Not allowed", "forbidden"),
  token_scope: kind(
    403,
    "Outside the token’s scopes",
    "The API token is limited to other operations.",
  ),
  address_not_allowed: kind(
    403,
    "Not from this address",
    "The API token can’t be used from this address.",
  ),
  participant_only: shared(
    403,
    "Participants can’t do this",
    "participant_only",
  ),
  read_only_view: shared(403, "Read-only view", "read_only_view"),
  forged_request: kind(
    403,
    "Request not trusted",
    "A request with a session cookie must come from the console or include the X-Parley header.",
  ),
  not_found: shared(404, "Not found", "not_found"),
  file_gone: shared(404, "File not available", "file_gone"),
  method_not_allowed: kind(
    405,
    "Method not allowed",
    "This address doesn’t support the method.",
  ),
  already_exists: shared(409, "Already exists", "already_exists"),
  in_use: shared(409, "In use", "in_use"),
  wrong_state: kind(
    409,
    "Not possible in this state",
    "The current state doesn’t allow this. Read it again, then retry.",
  ),
  not_supported: shared(422, "Not supported", "not_supported"),
  owned_by_other: shared(409, "Owned by someone else", "owned_by_other"),
  held: shared(409, "Under a legal hold", "held"),
  take_first: shared(409, "Not taken yet", "take_first"),
  newer_message: kind(
    409,
    "Newer message",
    "The customer sent a message after seenMessageId. The conversation wasn’t changed.",
  ),
  at_capacity: kind(
    409,
    "At capacity",
    "The agent is at the conversation limit. Send force: true (in a transfer, confirm: true) to go on anyway.",
  ),
  cannot_enter: shared(409, "Destination can’t take it", "cannot_enter"),
  window_closed: refusal("Reply window closed", "window_closed"),
  never_wrote: refusal("Customer hasn’t written", "never_wrote"),
  other_app_controls: refusal(
    "Controlled by another app",
    "other_app_controls",
  ),
  opted_out: refusal("Customer opted out", "opted_out"),
  channel_broken: refusal("Channel not working", "channel_broken"),
  human_agent_not_granted: refusal(
    "Reply window closed",
    "human_agent_not_granted",
  ),
  program_outside_window: refusal(
    "Reply window closed",
    "program_outside_window",
  ),
  channel_disabled: refusal("Channel paused", "channel_disabled"),
  payload_too_large: kind(
    413,
    "Payload too large",
    "The request body is too large.",
  ),
  file_too_large: shared(413, "File too large", "file_too_large"),
  unsupported_type: kind(
    415,
    "Unsupported type",
    "This content type isn’t supported.",
  ),
  file_type_refused: shared(415, "Unsupported file type", "file_type_refused"),
  range_not_satisfiable: kind(
    416,
    "Range not satisfiable",
    "The range is outside the file.",
  ),
  invalid_input: kind(
    422,
    "Invalid input",
    "Some values aren’t valid. See errors.",
  ),
  file_infected: shared(422, "Virus found", "file_infected"),
  mail_refused: shared(422, "Mail not sent", "mail_refused"),
  meta_refused: shared(422, "Rejected by Meta", "meta_refused"),
  too_many_requests: kind(
    429,
    "Too many requests",
    "Try again after the time in Retry-After.",
  ),
  internal: shared(500, "Internal error", "internal"),
  meta_unreachable: shared(502, "Meta unreachable", "meta_unreachable"),
  storage_unavailable: shared(503, "Files unavailable", "storage_unavailable"),
  storage_full: shared(507, "Storage full", "storage_full"),
  scan_unavailable: shared(503, "Not scanned", "scan_unavailable"),
  unavailable: shared(503, "Temporarily unavailable", "unavailable"),
};

/** Refuses on behalf of a handler; `problemResponse` turns it into a response. */
export class EdgeError extends Error {
  readonly code: ProblemCode;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, headers: Record<string, string> = {}) {
    super(code);
    this.name = "EdgeError";
    this.code = code;
    this.headers = headers;
  }
}

/** The problem of any error that one part of a request threw. An unknown error is logged. */
export function problemOf(error: unknown, log: Log): ProblemDetails {
  if (error instanceof EdgeError) return describe(error.code);
  if (isAppError(error)) return fromAppError(error);
  const code = codeOf(error);
  log.error({ err: error }, code);
  return describe(code);
}

/** The RFC 9457 response to any thrown error. An unknown error is logged and answered as `internal`. */
export function problemResponse(
  error: unknown,
  call: Call<HttpEnv>,
  log: Log,
): Response {
  if (error instanceof EdgeError) {
    return respond(describe(error.code), error.headers);
  }
  if (isAppError(error)) {
    return respond(fromAppError(error), appHeaders(error));
  }
  const code = codeOf(error);
  // The pattern of the path: the path itself can hold a key.
  const line = {
    err: error,
    requestId: call.get("requestId"),
    method: call.req.method,
    route: routePath(call),
  };
  if (isBrokenOff(error)) log.debug(line, "broken off");
  else log.error(line, code);
  return respond(
    describe(code),
    code === "unavailable" ? { "retry-after": "2" } : {},
  );
}

/** The client has gone before its body was here, and reads no answer. */
function isBrokenOff(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return code === "ECONNRESET" && error.message === "aborted";
}

// A value that passed its schema and that no column accepts is still the
// caller's fault. It is logged as an error too, because the schema should
// have refused it.
function codeOf(error: unknown): ProblemCode {
  if (isUnavailable(error)) return "unavailable";
  return isDataException(error) ? "invalid_input" : "internal";
}

/** The same for a request that is refused before a handler runs. `body` is JSON. */
export function problemBody(code: EdgeCode): { status: number; body: string } {
  const problem = describe(code);
  return { status: problem.status, body: JSON.stringify(problem) };
}

const MAX_ERRORS = 100; // a list of a megabyte may have a wrong value in each item

/** [{path: "route.open.id", message}] for each wrong value. */
export function fieldErrors(
  error: z.core.$ZodError,
): { path: string; message: string }[] {
  return error.issues.slice(0, MAX_ERRORS).map((issue) => ({
    path: issue.path.map(String).join("."),
    message: issue.message,
  }));
}

function kind(status: number, title: string, detail: string): Kind {
  return { status, title, detail };
}

/** With the text that the console also shows. */
function shared(
  status: number,
  title: string,
  code: keyof typeof errorTexts,
): Kind {
  return kind(status, title, errorTexts[code]);
}

/** Why the customer can't be written to now. */
function refusal(title: string, code: SendErrorKey): Kind {
  const { message, fix } = sendErrorText(code);
  return kind(409, title, `${message} ${fix}`);
}

function describe(code: ProblemCode): ProblemDetails {
  const { status, title, detail } = problemKinds[code];
  return { type: `/api/v1/docs#${code}`, title, status, detail, code };
}

function fromAppError(error: AppError): ProblemDetails {
  const { errors, current, message, path } = error.detail;
  return {
    ...describe(error.code),
    ...(typeof message === "string" ? { detail: message } : {}),
    ...(Array.isArray(errors)
      ? { errors: errors as NonNullable<ProblemDetails["errors"]> }
      : {}),
    // A value that another row has already: reported under its field.
    ...(error.code === "already_exists" && typeof path === "string"
      ? {
          errors: [
            {
              path,
              message: fieldErrorTexts.name_taken,
              code: "name_taken",
            },
          ],
        }
      : {}),
    ...(current === undefined ? {} : { current }),
  };
}

function appHeaders(error: AppError): Record<string, string> {
  const { retryAfterSeconds } = error.detail;
  return typeof retryAfterSeconds === "number"
    ? { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) }
    : {};
}

function respond(
  problem: ProblemDetails,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      ...headers,
    },
  });
}

// Also by name: a bundle may carry a second copy of the class.
function isAppError(error: unknown): error is AppError {
  return (
    error instanceof AppError ||
    (error instanceof Error && error.name === "AppError" && "detail" in error)
  );
}
