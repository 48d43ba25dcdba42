/**
 * Whether the database is away (stopped, starting, out of reach). Then the
 * request is worth repeating, and nothing is wrong with it.
 * Prisma's errors hold the driver's error in `meta`, not as their `cause`, and
 * there as a plain object.
 */
export function isUnavailable(error: unknown): boolean {
  return causesOf(error).some(
    ({ code, originalCode, kind, message }) =>
      CODES.has(String(code)) ||
      CODES.has(String(originalCode)) ||
      KINDS.has(String(kind)) ||
      MESSAGE.test(String(message)),
  );
}

/** Whether it is a value that the database cannot hold or convert (SQLSTATE class 22). */
export function isDataException(error: unknown): boolean {
  return causesOf(error).some(
    ({ code, originalCode }) =>
      DATA_EXCEPTION.test(String(code)) ||
      DATA_EXCEPTION.test(String(originalCode)),
  );
}

const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;

const CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "P1001", // Prisma: server not reachable
  "P1002",
  "P1017", // Prisma: connection closed
  "P2024", // Prisma: no connection free in time
  "53300", // Postgres: no connection left
  "57P01", // Postgres: shutting down
  "57P02",
  "57P03", // Postgres: starting up, or about to stop
]);

/** Names that Prisma's driver adapter gives. */
const KINDS = new Set([
  "ConnectionClosed",
  "DatabaseNotReachable",
  "SocketTimeout",
  "TooManyConnections",
]);

const MESSAGE =
  /Can't reach database server|Connection terminated|timeout exceeded when trying to connect|too many clients already|remaining connection slots/;

type Link = Record<string, unknown>;

/** The error and the chain of its causes. */
function causesOf(error: unknown, known: Link[] = []): Link[] {
  if (!isLink(error) || known.includes(error)) return known;
  known.push(error);
  const { cause, meta } = error;
  if (isLink(meta)) causesOf(meta["driverAdapterError"], known);
  return causesOf(cause, known);
}

function isLink(value: unknown): value is Link {
  return typeof value === "object" && value !== null;
}
