import { postgresCode } from "./transaction.ts";

/** Why stored work cannot be done. */
export type Fault =
  /** The work itself is at fault: the same attempt fails again, until the data or the code changes. */
  | "content"
  /** Another transaction holds what this work needs (a lock), or a time-out passed. Other work goes on. */
  | "contention"
  /** Nothing can be done at the moment: no connection, no disk, no memory, no permission. */
  | "outage";

/**
 * Whether the failure will pass, so that the work must wait for however long
 * it takes. Otherwise the attempt counts, and after several the work is set
 * aside.
 * This is the one place that decides it for deliveries, sends, files, profiles
 * and timers.
 */
export function isTrouble(error: unknown): boolean {
  return faultOf(error) !== "content";
}

export function faultOf(error: unknown): Fault {
  const chain = causesOf(error);
  // The database's own code comes first: its driver wraps it in other names.
  for (const link of chain) {
    const state = postgresCode(link);
    if (state !== null && !isOtherCode(state)) return faultOfState(state);
  }
  if (chain.some(isOutage)) return "outage";
  if (chain.some(({ code }) => CONTENTION_OF_PRISMA.has(String(code))))
    return "contention";
  return "content";
}

/**
 * Errors caused by the row itself: values that do not fit (22), rules it
 * breaks (23), the same row twice in one statement (21), too large for an
 * index (54). Any other class is about the server, the schema or the moment.
 */
const CONTENT_CLASSES = new Set(["21", "22", "23", "54"]);
/** Deadlock and serialization (40), lock not available (55), canceled (57014). */
const CONTENTION = /^(40...|55...|57014)$/;

function faultOfState(state: string): Fault {
  if (CONTENT_CLASSES.has(state.slice(0, 2))) return "content";
  return CONTENTION.test(state) ? "contention" : "outage";
}

/** Codes of Node and of its resolver. Some look like a SQLSTATE: five characters, capitals. */
const SYSTEM_CODES = new Set([
  "EACCES",
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EDQUOT",
  "EHOSTUNREACH",
  "EIO",
  "EMFILE",
  "ENETDOWN",
  "ENETUNREACH",
  "ENFILE",
  "ENOMEM",
  "ENOSPC",
  "ENOTCONN",
  "ENOTFOUND",
  "EPERM",
  "EPIPE",
  "EROFS",
  "ETIMEDOUT",
]);

/** Prisma's own codes (P2010) look like a SQLSTATE, too. */
function isOtherCode(code: string): boolean {
  return SYSTEM_CODES.has(code) || /^P[1-9]/.test(code);
}

/** Prisma: server out of reach, connection closed, none free in time. */
const OUTAGES_OF_PRISMA = new Set([
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
]);
/** Prisma: the transaction took too long, or collided with another one. */
const CONTENTION_OF_PRISMA = new Set(["P2028", "P2034"]);
/** Names that Prisma's driver adapter gives. */
const OUTAGE_KINDS = new Set([
  "ConnectionClosed",
  "DatabaseNotReachable",
  "SocketTimeout",
  "TooManyConnections",
]);
/** Errors of the driver without a code. */
const OUTAGE_MESSAGE =
  /Can't reach database server|Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable|Cannot use a pool after/;

function isOutage({ code, kind, message }: Link): boolean {
  return (
    SYSTEM_CODES.has(String(code)) ||
    OUTAGES_OF_PRISMA.has(String(code)) ||
    OUTAGE_KINDS.has(String(kind)) ||
    OUTAGE_MESSAGE.test(String(message))
  );
}

type Link = Record<string, unknown>;

/** The error and the chain of its causes. Prisma holds the driver's error in `meta`. */
export function causesOf(error: unknown, known: Link[] = []): Link[] {
  if (!isLink(error) || known.includes(error)) return known;
  known.push(error);
  const { cause, meta } = error;
  if (isLink(meta)) causesOf(meta["driverAdapterError"], known);
  return causesOf(cause, known);
}

function isLink(value: unknown): value is Link {
  return typeof value === "object" && value !== null;
}
