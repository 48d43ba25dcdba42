import process from "node:process";
import type { Channel } from "#server/channels/channel.ts";
import { registerTelex } from "#server/channels/conformance/telex/conformance.ts";
import { createChannels } from "#server/channels/registry.ts";
import { createLog, type Log } from "#server/runtime/log.ts";

/**
 * The kinds that the suite runs over: all of the registry, and one more that
 * lives in these tests alone and keeps the suite honest.
 */
export function allKinds(
  vendorUrl = "http://127.0.0.1:9",
  log: Log = createLog("silent"),
): Channel[] {
  registerTelex();
  return Object.values(
    createChannels({
      metaGraphUrl: vendorUrl,
      metaGraphVersion: "v26.0",
      log,
      outboundPrivate: true,
      now: () => new Date(),
    }),
  );
}

/** Set CONFORMANCE_SEED to run others; the names of the tests say which was used. */
export const MUTATIONS = {
  seed: Number(process.env["CONFORMANCE_SEED"] ?? 20_261_128),
  numRuns: 2_000,
} as const;
