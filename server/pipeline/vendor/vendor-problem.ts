import type { HealthLook } from "#server/channels/channel.ts";
import type { VendorError } from "#server/channels/outbound-message.ts";
import { problemOf } from "#server/channels/common/problem-of.ts";
import type {
  FoundProblem,
  Look,
} from "#server/domain/channels/health/health.ts";
import {
  channelProblems,
  type ProblemCode,
  type ProblemSource,
} from "#server/domain/channels/health/problems.ts";

/** The problem of the channel that a vendor's error shows; null if the error is about one message or person. */
export function problemOfError({
  key,
  message,
}: VendorError): FoundProblem | null {
  const code = problemOf(key);
  return code === null ? null : { code: toCode(code), detail: message };
}

/** Turns a health check of a channel's folder into the product's own codes. @throws Error for a code that no table knows */
export function toLook({
  source,
  found,
  disproves,
  seen,
  hadGap,
}: HealthLook): Look {
  return {
    source: source as ProblemSource,
    found: found.map(({ code, detail }) => ({ code: toCode(code), detail })),
    ...(disproves ? { disproves: disproves.map(toCode) } : {}),
    ...(seen ? { seen } : {}),
    ...(hadGap ? { hadGap } : {}),
  };
}

function toCode(code: string): ProblemCode {
  if (code in channelProblems) return code as ProblemCode;
  throw new Error(`No such problem of a channel: ${code}`);
}
