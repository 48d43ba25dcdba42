import { isIP } from "node:net";
import { createGraph, type Graph } from "#server/channels/meta/graph.ts";
import { isAllowedAddress } from "#server/channels/meta/public-address.ts";
import type { Context } from "#server/domain/context.ts";

const graphs = new WeakMap<Context, Graph>();

/** The Graph API this installation talks to. */
export function graphOf(context: Context): Graph {
  let graph = graphs.get(context);
  if (!graph) {
    const { metaGraphUrl, metaGraphVersion } = context.config;
    graph = createGraph({
      baseUrl: metaGraphUrl,
      version: metaGraphVersion,
      log: context.log,
    });
    graphs.set(context, graph);
  }
  return graph;
}

const PRIVATE_NAME = /^([^.]+|.+\.(localhost|local|internal))$/;

/** Files may come from a private address only where the Graph API itself is at one. */
export function mayFetchPrivately({ config }: Context): boolean {
  const host = new URL(config.metaGraphUrl).hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return !isAllowedAddress(host, false);
  return PRIVATE_NAME.test(host);
}
