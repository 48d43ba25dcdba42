import type { Context as Call } from "hono";
import type { z } from "zod";
import type { ProblemDetails } from "#contract/shapes.ts";
import { AppError, type AppErrorCode } from "#server/domain/app-error.ts";
import { isDataException, isUnavailable } from "./unavailable.ts";
import type { Log } from "#server/runtime/log.ts";

/** What only the edge refuses with, beside the codes of the domain. */
export type EdgeCode =
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

/** Every code's HTTP status and words. The one place that knows both. */
export const problemKinds: Record<ProblemCode, Kind> = {
  malformed_target: kind(
    400,
    "Malformed address",
    "The address of the request is no path.",
  ),
  not_signed_in: kind(401, "Not signed in", "Sign in, or send a valid token."),
  wrong_credentials: kind(
    401,
    "Wrong e-mail or password",
    "Check both and try again.",
  ),
  forbidden: kind(403, "Not allowed", "Your role does not allow this."),
  participant_only: kind(
    403,
    "You only take part",
    "Whoever takes part in a conversation may read it and write notes.",
  ),
  forged_request: kind(
    403,
    "Request not trusted",
    "A request with a session cookie must come from the console itself, or carry the header X-Parley.",
  ),
  not_found: kind(
    404,
    "Not found",
    "It does not exist, or you may not see it.",
  ),
  file_gone: kind(404, "File not available", "The file is no longer kept."),
  method_not_allowed: kind(
    405,
    "Method not allowed",
    "This address does not take that method.",
  ),
  already_exists: kind(409, "Exists already", "There is one like it already."),
  in_use: kind(409, "In use", "Something still depends on it."),
  wrong_state: kind(
    409,
    "Not possible now",
    "It is in a state that does not allow this.",
  ),
  owned_by_other: kind(
    409,
    "Taken by somebody else",
    "Somebody else has this conversation.",
  ),
  take_first: kind(
    409,
    "Take it first",
    "Take the conversation before you answer.",
  ),
  newer_message: kind(
    409,
    "The customer has written again",
    "A message has arrived that you had not seen. Nothing was done.",
  ),
  at_capacity: kind(
    409,
    "Beyond your capacity",
    "You have more conversations than you can look after. Confirm to take it all the same.",
  ),
  cannot_enter: kind(
    409,
    "Cannot go there now",
    "It would not arrive there now, so it stays where it is.",
  ),
  window_closed: kind(
    409,
    "Reply window closed",
    "The channel no longer accepts a reply; the customer has to write first.",
  ),
  never_wrote: kind(
    409,
    "Customer has not written",
    "The channel accepts a message only after the customer wrote.",
  ),
  other_app_controls: kind(
    409,
    "Another app answers",
    "Another app controls this conversation at the moment.",
  ),
  channel_broken: kind(
    409,
    "Channel broken",
    "The connection of the page has to be repaired in the settings first.",
  ),
  human_agent_not_granted: kind(
    409,
    "Reply window closed",
    "After 24 hours Meta takes a reply only from apps with the Human Agent permission; the customer has to write first.",
  ),
  program_outside_window: kind(
    409,
    "Reply window closed",
    "Only a person may answer this late.",
  ),
  channel_disabled: kind(
    409,
    "Channel switched off",
    "The channel is switched off in the settings.",
  ),
  payload_too_large: kind(
    413,
    "Too large",
    "The request has more bytes than are accepted.",
  ),
  file_too_large: kind(
    413,
    "File too large",
    "The file has more bytes than the channel takes.",
  ),
  unsupported_type: kind(
    415,
    "Unsupported type",
    "This content type is not accepted here.",
  ),
  file_type_refused: kind(
    415,
    "File type refused",
    "The channel does not take files of this kind.",
  ),
  range_not_satisfiable: kind(
    416,
    "Range not satisfiable",
    "The file is shorter than that.",
  ),
  invalid_input: kind(
    422,
    "Invalid input",
    "Some values are not accepted; see errors.",
  ),
  meta_refused: kind(422, "Refused by Meta", "Meta did not accept it."),
  too_many_requests: kind(
    429,
    "Too many requests",
    "Wait as long as Retry-After says.",
  ),
  internal: kind(
    500,
    "Something went wrong",
    "The error was recorded. Try again.",
  ),
  meta_unreachable: kind(
    502,
    "Meta not reachable",
    "Meta did not answer. Try again in a moment.",
  ),
  storage_full: kind(
    507,
    "No room for files",
    "The server's disk is full, so the file was not kept. Messages without files still go out; whoever runs the server must make room.",
  ),
  unavailable: kind(
    503,
    "Not available now",
    "The service cannot do this at the moment. Try again shortly.",
  ),
};

/** Refuses in the handler's name; `problemResponse` turns it into an answer. */
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

/** The RFC 9457 answer to anything thrown. What is not ours is logged and told as `internal`. */
export function problemResponse(
  error: unknown,
  call: Call,
  log: Log,
): Response {
  if (error instanceof EdgeError) {
    return respond(describe(error.code), error.headers);
  }
  if (isAppError(error)) {
    return respond(fromAppError(error), appHeaders(error));
  }
  const code = codeOf(error);
  log.error(
    { err: error, method: call.req.method, route: call.req.path },
    code,
  );
  return respond(
    describe(code),
    code === "unavailable" ? { "retry-after": "2" } : {},
  );
}

// A value that passed its schema and that no column takes is still the caller's.
// Logged as an error all the same: the schema should have known.
function codeOf(error: unknown): ProblemCode {
  if (isUnavailable(error)) return "unavailable";
  return isDataException(error) ? "invalid_input" : "internal";
}

/** The same for what is refused before there is a call. `body` is JSON. */
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
    // A value that another row has already: told under its field.
    ...(error.code === "already_exists" && typeof path === "string"
      ? {
          errors: [
            {
              path,
              message: problemKinds.already_exists.detail,
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

// By name as well: a bundle may carry a second copy of the class.
function isAppError(error: unknown): error is AppError {
  return (
    error instanceof AppError ||
    (error instanceof Error && error.name === "AppError" && "detail" in error)
  );
}
