import type { IncomingMessage } from "node:http";
import type { AddressList } from "#server/runtime/address-list.ts";

/** Tells the pages the caller's address. The server writes it over what a client has sent. */
export const PAGE_ADDRESS_HEADER = "x-parley-address";

/**
 * The caller's IP. X-Forwarded-For counts only where a proxy that the settings
 * name has written it: then it is the last address in it that is no such
 * proxy. Any other client may write into that header at will.
 */
export function callerAddress(
  incoming: IncomingMessage,
  trusted: AddressList,
): string {
  const peer = incoming.socket.remoteAddress ?? "unknown";
  const header = incoming.headers["x-forwarded-for"];
  if (header === undefined || !trusted.has(peer)) return peer;
  return forwardedAddress(header, trusted) ?? peer;
}

/** The same for a host that hides the socket: only the header is left, and it counts only if a proxy is named. */
export function forwardedAddress(
  header: string | string[] | null | undefined,
  trusted: AddressList,
): string | null {
  if (trusted.isEmpty) return null;
  const hops = [header ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((hop) => hop.trim());
  // Read from the right: an address to the left of an unknown one is only that one's claim.
  const caller = hops.findLast((hop) => !trusted.has(hop));
  return caller === undefined || caller === "" ? null : caller;
}
