import { pino } from "pino";
import type { Logger } from "pino";
import type { LogLevel } from "./env.ts";
import { currentTraceId } from "./telemetry/traced.ts";

/** A pino logger; `log.child({ threadId })` adds fields on the way down. */
export type Log = Logger;

const MAX_DEPTH = 6; // deeper than any log line of ours; bounds odd objects
const REDACTED = "[redacted]";
const SECRET_KEY =
  /token|secret|password|authorization|cookie|appsecret_proof|api_?key|^text$|^body$/i;

// Secrets also hide inside strings: a URL in a network error, a database URL.
// A password is searched within 4,096 characters: without a bound, many
// beginnings take quadratic time. A longer one is not cut out.
const SECRET_TEXT =
  /((?:access_token|appsecret_proof|client_secret|fb_exchange_token|input_token|verify_token)(?:=|%3D))[^&\s"'\\]+|(Bearer )[\w.~+/-]+|(postgres(?:ql)?:\/\/[^:@/\s]*:)[^@\s]{1,4096}(?=@)/gi;

/**
 * Writes one JSON object per line, with the trace that it belongs to, to stdout, or to the file descriptor `fd`.
 * Code must never log a token, secret, password or message text. If one slips
 * through under a revealing name or in a URL, it is cut out here.
 */
export function createLog(level: LogLevel, fd = 1): Log {
  const out = pino.destination({ fd, sync: true });
  return pino(
    {
      level,
      base: { pid: process.pid },
      // Absent, and not null, while no traces are sent.
      mixin() {
        const traceId = currentTraceId();
        return traceId ? { traceId } : {};
      },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactFields(fields, 0) as Record<string, unknown>,
      },
    },
    { write: (line: string) => out.write(redactText(line)) },
  );
}

/** The line without anything that looks like a credential. */
export function redactText(line: string): string {
  return line.replace(
    SECRET_TEXT,
    (_match, parameter?: string, bearer?: string, login?: string) =>
      `${parameter ?? bearer ?? login ?? ""}${REDACTED}`,
  );
}

/** The same value with every field of a revealing name replaced. Errors stay as they are; pino writes them. */
export function redactFields(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return "[deep]";
  if (Array.isArray(value)) {
    return value.map((item) => redactFields(item, depth + 1));
  }
  const kept: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    kept[key] =
      SECRET_KEY.test(key) && item !== null
        ? REDACTED
        : redactFields(item, depth + 1);
  }
  return kept;
}
