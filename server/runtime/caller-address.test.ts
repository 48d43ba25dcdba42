import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { callerAddress, forwardedAddress } from "./caller-address.ts";
import { noAddresses, parseAddressList } from "#server/runtime/address-list.ts";

const trusted = parseAddressList("127.0.0.1, 10.0.0.0/8,fd00::/8");
if (!trusted) throw new Error("A list of addresses and ranges.");

test.for([
  ["203.0.113.9", "203.0.113.9"],
  // A client that writes a wrong address into the header only adds to its left.
  ["1.2.3.4, 8.8.8.8", "8.8.8.8"],
  ["8.8.8.8, 10.0.0.7", "8.8.8.8"],
  ["8.8.8.8, 10.0.0.7, 127.0.0.1, fd00::1", "8.8.8.8"],
  ["8.8.8.8, 192.168.0.7", "192.168.0.7"],
  ["10.0.0.1", null],
  ["", null],
] as const)("%s: the caller is %s", ([header, address]) => {
  expect(forwardedAddress(header, trusted)).toBe(address);
  expect(forwardedAddress(header, noAddresses)).toBeNull();
});

const from = (remoteAddress: string, header?: string) =>
  ({
    socket: { remoteAddress },
    headers: header === undefined ? {} : { "x-forwarded-for": header },
  }) as unknown as IncomingMessage;

test("only a named proxy is believed", () => {
  expect(callerAddress(from("10.1.1.1", "8.8.8.8"), trusted)).toBe("8.8.8.8");
  expect(callerAddress(from("::ffff:10.1.1.1", "8.8.8.8"), trusted)).toBe(
    "8.8.8.8",
  );
  expect(callerAddress(from("192.168.1.1", "8.8.8.8"), trusted)).toBe(
    "192.168.1.1",
  );
  expect(callerAddress(from("127.0.0.1", "8.8.8.8"), noAddresses)).toBe(
    "127.0.0.1",
  );
  expect(callerAddress(from("127.0.0.1"), trusted)).toBe("127.0.0.1");
});

test.for(["10.0.0.0/33", "proxy.internal", "10.0.0.1,x", "*"])(
  "%s is no list of addresses and ranges",
  (text) => expect(parseAddressList(text)).toBeNull(),
);
