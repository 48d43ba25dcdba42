import type { Failure } from "#server/channels/outbound-message.ts";
import type { GraphFailure } from "#server/channels/meta/graph.ts";

/** These calls may be uncertain without harm: they are simply tried again. */
export function toFailure(failure: GraphFailure): Failure {
  const { error, afterMs, wholeChannel } = failure;
  return failure.class === "refused" || failure.class === "channel"
    ? { kind: "refused", error }
    : { kind: "later", error, afterMs, wholeChannel };
}
