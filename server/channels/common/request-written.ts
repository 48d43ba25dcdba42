/**
 * Whether a failed fetch certainly did not reach the other side. True only
 * where that is certain: no connection was made, or not a byte was written to
 * it. In all other cases (time-outs, resets) the request may have been
 * received and executed.
 */
export function isSurelyNotTaken(failure: unknown): boolean {
  const cause = causeOf(failure);
  if (cause instanceof AggregateError) {
    return cause.errors.length > 0 && cause.errors.every(isBeforeConnection);
  }
  return isBeforeConnection(cause);
}

// Codes of Node's TLS and fetch that only setting up a connection gives.
const SETUP_CODES =
  /^(UND_ERR_CONNECT_TIMEOUT$|CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_SSL_(WRONG_VERSION|UNSUPPORTED|TLSV1_ALERT|SSLV3_ALERT_HANDSHAKE))/;
const SETUP_CALLS = new Set(["connect", "getaddrinfo"]);
const TLS_CUT_SHORT = "before secure TLS connection was established";

function isBeforeConnection(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  const { code, syscall, socket } = cause as Error & {
    code?: unknown;
    syscall?: unknown;
    socket?: { bytesWritten?: unknown };
  };
  return (
    (typeof syscall === "string" && SETUP_CALLS.has(syscall)) ||
    (typeof code === "string" && SETUP_CODES.test(code)) ||
    cause.message.includes(TLS_CUT_SHORT) ||
    socket?.bytesWritten === 0
  );
}

/** fetch wraps the cause into a TypeError. */
function causeOf(failure: unknown): unknown {
  return failure instanceof TypeError && failure.cause !== undefined
    ? failure.cause
    : failure;
}
