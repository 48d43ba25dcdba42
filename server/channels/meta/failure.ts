import type { VendorError } from "#server/channels/channel.ts";
import type { GraphFailure } from "#server/channels/meta/graph.ts";

/** How a call may fail that can safely be made again: to read, or to set a state. */
export type Failure =
  | { kind: "refused"; error: VendorError }
  | {
      kind: "later";
      error: VendorError;
      afterMs: number | null;
      wholeChannel: boolean;
    };

/** Being uncertain is no danger there: it is simply to be tried again. */
export function toFailure(failure: GraphFailure): Failure {
  const { error, afterMs, wholeChannel } = failure;
  return failure.class === "refused" || failure.class === "channel"
    ? { kind: "refused", error }
    : { kind: "later", error, afterMs, wholeChannel };
}
