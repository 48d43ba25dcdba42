import { truncate } from "#contract/text/text.ts";
import type { VendorError } from "#server/channels/outbound-message.ts";
import { meaningOf } from "#server/channels/meta/error-table.ts";
import type { ErrorMeaning } from "#server/channels/meta/error-table.ts";
import {
  asFlag,
  asInteger,
  asObject,
  asText,
} from "#server/channels/common/json.ts";
import type { SendErrorKey } from "#contract/channels/rules/send-errors.ts";

/** An error and its meaning. */
export type GraphError = ErrorMeaning & { error: VendorError };

const MAX_MESSAGE_LENGTH = 1000;
const TOO_MANY_REQUESTS = 429;
const PAYLOAD_TOO_LARGE = 413;
const REQUEST_TIMEOUT = 408;

/** The error envelope of an answer, or null if it has none. */
export function readGraphError(
  body: unknown,
  clean: (text: string) => string,
): GraphError | null {
  const error = asObject(asObject(body)?.["error"]);
  if (error === null) return null;
  const code = asInteger(error["code"]);
  const subcode = asInteger(error["error_subcode"] ?? error["subcode"]);
  const message = asText(error["message"]) ?? "";
  const meaning = isProofError(code, message)
    ? SECRET_WRONG
    : meaningOf({
        code,
        subcode,
        isTransient: asFlag(error["is_transient"]),
      });
  return {
    ...meaning,
    error: {
      key: meaning.key,
      code,
      subcode,
      message: truncate(clean(message), MAX_MESSAGE_LENGTH),
      trace: asText(error["fbtrace_id"]),
    },
  };
}

/**
 * A failed response that is no Graph error: a proxy's page, a gateway's
 * time-out. From 5xx on, it is unknown how far the request came.
 */
export function errorOfStatus(status: number): GraphError {
  const words = `HTTP status ${status} without a Graph error.`;
  if (status === TOO_MANY_REQUESTS) {
    return plainError("later", "rate_limited", words, true);
  }
  if (status === PAYLOAD_TOO_LARGE) {
    return plainError("refused", "message_too_large", words);
  }
  if (status >= 500 || status === REQUEST_TIMEOUT) {
    return plainError("uncertain", "maybe_sent", words);
  }
  return plainError("refused", "unknown", words);
}

/** An error that has no code of the vendor. */
export function plainError(
  errorClass: ErrorMeaning["class"],
  key: SendErrorKey,
  message: string,
  wholeChannel = false,
): GraphError {
  return {
    class: errorClass,
    key,
    wholeChannel,
    error: { key, code: null, subcode: null, message, trace: null },
  };
}

const SECRET_WRONG: ErrorMeaning = {
  class: "channel",
  key: "app_secret_wrong",
  wholeChannel: false,
};

/**
 * The one case recognized by its text: a wrong proof has the code of every bad
 * parameter, but concerns all requests. The parameter's name is not localized.
 */
function isProofError(code: number | null, message: string): boolean {
  return code === 100 && message.includes("appsecret_proof");
}
