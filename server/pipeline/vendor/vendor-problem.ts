import type { HealthLook, VendorError } from "#server/channels/channel.ts";
import { problemOf } from "#server/channels/common/problem-of.ts";
import type { FoundProblem, Look } from "#server/domain/channels/health.ts";
import {
  channelProblems,
  type ProblemCode,
  type ProblemSource,
} from "#server/domain/channels/problems.ts";

/** What an error of the vendor says about the channel itself; null if it is about one message or person. */
export function problemOfError({
  key,
  message,
}: VendorError): FoundProblem | null {
  const code = problemOf(key);
  return code === null ? null : { code: toCode(code), detail: message };
}

/** A look of a channel's folder in the product's own codes. @throws Error: a code that no table knows */
export function toLook({ source, found, disproves }: HealthLook): Look {
  return {
    source: source as ProblemSource,
    found: found.map(({ code, detail }) => ({ code: toCode(code), detail })),
    ...(disproves ? { disproves: disproves.map(toCode) } : {}),
  };
}

function toCode(code: string): ProblemCode {
  if (code in channelProblems) return code as ProblemCode;
  throw new Error(`No such problem of a channel: ${code}`);
}
