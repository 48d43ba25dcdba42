import type { IncomingMessage } from "node:http";
import type { TrustedProxies } from "#server/runtime/trusted-proxies.ts";

/**
 * The caller's IP. X-Forwarded-For counts only where a proxy that the settings
 * name has written it: then the last address in it that is no such proxy.
 * Everybody else may write into that header what they like.
 */
export function callerAddress(
  incoming: IncomingMessage,
  trusted: TrustedProxies,
): string {
  const peer = incoming.socket.remoteAddress ?? "unknown";
  const header = incoming.headers["x-forwarded-for"];
  if (header === undefined || !trusted.has(peer)) return peer;
  return forwardedAddress(header, trusted) ?? peer;
}

/** As above for a host that hides the socket: only the header is left, and counts only if a proxy is named. */
export function forwardedAddress(
  header: string | string[] | null | undefined,
  trusted: TrustedProxies,
): string | null {
  if (trusted.isEmpty) return null;
  const hops = [header ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((hop) => hop.trim());
  // From the right: what stands left of an unknown address is that one's word alone.
  const caller = hops.findLast((hop) => !trusted.has(hop));
  return caller === undefined || caller === "" ? null : caller;
}
