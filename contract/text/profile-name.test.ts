import { expect, test } from "vitest";
import { neutralName, neutralNameEnding } from "#contract/text/profile-name.ts";

test.each([
  ["7300000000004821", "Guest 4821"],
  ["7300000000000007", "Guest 0007"],
  ["12", "Guest 12"],
  ["US.13a49b", "Guest 1349"],
  ["abcdef", "Guest cdef"],
  ["", "Guest"],
])("%s is called %s", (externalId, name) => {
  expect(neutralName(externalId)).toBe(name);
});

test("the translations need only the ending", () => {
  expect(neutralNameEnding("7300000000004821")).toBe("4821");
});
