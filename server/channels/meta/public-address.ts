import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** The address is one that requests made for others must not go to. */
export class ForbiddenAddress extends Error {
  override name = "ForbiddenAddress";
}

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
const PRIVATE_RANGES = new Set([
  "loopback",
  "private",
  "uniqueLocal",
  "carrierGradeNat",
]);

/**
 * May a request that a stranger's link caused go to this address? Public ones
 * only. `allowPrivate` (when the vendor's own stand-in runs on this machine or
 * network) adds loopback and private ranges, never link-local ones, where
 * clouds keep their machines' credentials.
 */
export function isAllowedAddress(
  address: string,
  allowPrivate: boolean,
): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = unwrap(ipaddr.process(address));
  const range = ip.range();
  if (allowPrivate && PRIVATE_RANGES.has(range)) return true;
  if (range !== "unicast") return false;
  return ip.kind() === "ipv4" || ip.match(GLOBAL_UNICAST);
}

/**
 * A name lookup for `http.request` that gives only allowed addresses. The
 * connection is made to the very addresses checked, so a name that points
 * elsewhere the next moment gains nothing. One bad address refuses the name.
 */
export function checkedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { all: true, order: "verbatim" }).then(
      (addresses) => {
        const bad = addresses.find(
          ({ address }) => !isAllowedAddress(address, allowPrivate),
        );
        const [first] = addresses;
        if (bad || !first) {
          const words = `${hostname} is at an address that is not public.`;
          callback(new ForbiddenAddress(words), "", 0);
        } else if (options.all) {
          callback(null, addresses);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}

/** On networks that have only IPv6, an IPv4 address comes inside one (64:ff9b::/96). */
function unwrap(ip: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (ip.kind() !== "ipv6" || ip.range() !== "rfc6052") return ip;
  return ipaddr.fromByteArray(ip.toByteArray().slice(-4));
}
