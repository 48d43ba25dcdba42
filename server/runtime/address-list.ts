import ipaddr from "ipaddr.js";

/** Addresses and ranges of IPv4 and IPv6. */
export type AddressList = {
  isEmpty: boolean;
  /** An IPv4 address in the form of an IPv6 socket is the same address. */
  has(address: string): boolean;
};

/** Parses a comma-separated list of addresses and ranges. Null: one of them is neither. */
export function parseAddressList(text: string): AddressList | null {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (!parts.every(isAddressOrRange)) return null;
  const ranges = parts.map(rangeOf);
  return {
    isEmpty: ranges.length === 0,
    has(address) {
      if (!ipaddr.isValid(address)) return false;
      const known = ipaddr.process(address);
      return ranges.some(
        ([base, bits]) =>
          base.kind() === known.kind() && known.match(base, bits),
      );
    },
  };
}

function isAddressOrRange(part: string): boolean {
  return ipaddr.isValid(part) || ipaddr.isValidCIDR(part);
}

function rangeOf(part: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (part.includes("/")) return ipaddr.parseCIDR(part);
  const address = ipaddr.process(part);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

/** An empty list. */
export const noAddresses: AddressList = { isEmpty: true, has: () => false };
