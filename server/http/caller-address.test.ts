import { expect, test } from "vitest";
import { forwardedAddress } from "#server/http/caller-address.ts";

test.for([
  ["203.0.113.9", "203.0.113.9"],
  // Who writes a wrong address into the header only adds to its left.
  ["1.2.3.4, 8.8.8.8", "8.8.8.8"],
  ["8.8.8.8, 10.0.0.2, 127.0.0.1", "8.8.8.8"],
  ["10.0.0.7, 10.0.0.2", "10.0.0.7"],
  ["2606:4700::1, ::1", "2606:4700::1"],
  ["nonsense", null],
  ["", null],
  [null, null],
] as const)("%s → %s", ([header, address]) => {
  expect(forwardedAddress(header)).toBe(address);
});
