import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";

/**
 * The caller's IP. A proxy is believed when it stands next to us (loopback or
 * a private network): then the last address of X-Forwarded-For that is not
 * such a proxy itself. Anybody else may write into that header what they like.
 */
export function callerAddress(incoming: IncomingMessage): string {
  const peer = incoming.socket.remoteAddress ?? "unknown";
  const header = incoming.headers["x-forwarded-for"];
  if (header === undefined || !isNearby(peer)) return peer;
  return forwardedAddress(header) ?? peer;
}

/** As above for a host that hides the socket: only the header is left. */
export function forwardedAddress(
  header: string | string[] | null | undefined,
): string | null {
  const hops = [header ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((hop) => hop.trim())
    .filter((hop) => ipaddr.isValid(hop));
  return hops.findLast((hop) => !isNearby(hop)) ?? hops[0] ?? null;
}

function isNearby(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() !== "unicast";
}
