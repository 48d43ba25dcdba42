import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Requests made for others must not go to this address. */
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
 * The addresses where clouds give a machine its credentials, beside the
 * link-local range, which is never allowed. Some lie in private ranges, one in
 * a public one.
 */
const METADATA_RANGES = [
  "fd00:ec2::/32", // AWS
  "fd20:ce::/32", // Google Cloud
  "fd00:42::/32", // Scaleway
  "fd00:c1::/32", // Oracle Cloud
  "100.100.100.200/32", // Alibaba Cloud
  "192.0.0.192/32", // Oracle Cloud, classic
  "168.63.129.16/32", // Azure
].map((range) => ipaddr.parseCIDR(range));
const METADATA_NAMES = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
  "metadata.tencentyun.com",
  "metadata.packet.net",
  "metadata.platformequinix.com",
]);

/** Whether clouds use this name for a machine's credentials, whatever it resolves to. Pure. */
export function isMetadataHost(host: string): boolean {
  return METADATA_NAMES.has(host.toLowerCase().replace(/\.$/, ""));
}

/**
 * Whether a request that a stranger's link caused may go to this address: only
 * to public ones. `allowPrivate` (for a vendor's stand-in on this machine or
 * network) adds loopback and private ranges, never those where clouds keep
 * their machines' credentials.
 */
export function isAllowedAddress(
  address: string,
  allowPrivate: boolean,
): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = unwrap(ipaddr.process(address));
  const isMetadata = METADATA_RANGES.some(
    ([base, bits]) => base.kind() === ip.kind() && ip.match(base, bits),
  );
  if (isMetadata) return false;
  const range = ip.range();
  if (allowPrivate && PRIVATE_RANGES.has(range)) return true;
  if (range !== "unicast") return false;
  return ip.kind() === "ipv4" || ip.match(GLOBAL_UNICAST);
}

/**
 * A name lookup for `http.request` that returns only allowed addresses. The
 * connection goes to exactly the checked addresses, so a name that points
 * elsewhere the next moment gains nothing. One bad address refuses the name.
 */
export function checkedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    if (isMetadataHost(hostname)) {
      const words = `${hostname} is where a cloud keeps credentials.`;
      callback(new ForbiddenAddress(words), "", 0);
      return;
    }
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
