import { isIP } from "node:net";
import { createGraph, type Graph } from "#server/channels/meta/graph.ts";
import { isAllowedAddress } from "#server/channels/common/public-address.ts";
import type { Context } from "#server/domain/context.ts";

/** What reaches the vendor. */
export type Vendor = Readonly<{ context: Context; graph: Graph }>;

/** The Graph API this installation talks to; one a process. */
export function openGraph({ config, log }: Context): Graph {
  return createGraph({
    baseUrl: config.metaGraphUrl,
    version: config.metaGraphVersion,
    log,
  });
}

const PRIVATE_NAME = /^([^.]+|.+\.(localhost|local|internal))$/;

/** Files may come from a private address only where the Graph API itself is at one. */
export function mayFetchPrivately({ config }: Context): boolean {
  const host = new URL(config.metaGraphUrl).hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return !isAllowedAddress(host, false);
  return PRIVATE_NAME.test(host);
}
