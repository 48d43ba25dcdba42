import { expect, test } from "vitest";
import { readLockFile } from "../lock-file.ts";
import { readAudit } from "./audit.ts";
import { licensesOf } from "./licenses.ts";

test("every package has a license that we accept", () => {
  const licenses = licensesOf(readLockFile());
  expect(licenses.length).toBeGreaterThan(500);
  expect(licenses.filter(({ isAccepted }) => !isAccepted)).toEqual([]);
});

test.each([
  ["MIT", true],
  ["(MIT OR GPL-3.0-only)", true],
  ["MIT AND GPL-3.0-only", false],
  ["GPL-3.0-only", false],
  ["SEE LICENSE IN LICENSE.md", false],
  [undefined, false],
])("a package with the license %s: accepted %s", (license, isAccepted) => {
  const packages = {
    "node_modules/a/node_modules/@b/c": { version: "1.0.0", license },
  };
  expect(licensesOf({ packages })).toEqual([
    { name: "@b/c", version: "1.0.0", license: license ?? null, isAccepted },
  ]);
});

test("the build for one platform has the license of its package", () => {
  const packages = {
    "node_modules/a": {
      version: "1.0.0",
      license: "ISC",
      optionalDependencies: { "a-linux": "1.0.0" },
    },
    "node_modules/a-linux": { version: "1.0.0", optional: true },
  };
  expect(licensesOf({ packages }).map(({ license }) => license)).toEqual([
    "ISC",
    "ISC",
  ]);
});

test("an audit is passed only by a registry that answered", () => {
  const hole = (severity: string) =>
    JSON.stringify({
      vulnerabilities: {
        a: {
          name: "a",
          severity,
          range: "<1.2",
          via: [{ title: "Reads any file" }],
          fixAvailable: true,
        },
      },
    });
  expect(readAudit('{"vulnerabilities":{}}')).toEqual({
    kind: "answered",
    holes: [],
    isGrave: false,
  });
  expect(readAudit(hole("moderate"))).toMatchObject({ isGrave: false });
  expect(readAudit(hole("high"))).toEqual({
    kind: "answered",
    holes: ["high: a <1.2: Reads any file (a version without it exists)"],
    isGrave: true,
  });
  const refused = '{"message":"405 Method Not Allowed","statusCode":405}';
  expect(readAudit(refused)).toMatchObject({
    reason: "405 Method Not Allowed",
  });
  for (const text of [refused, "", "npm ERR!"])
    expect(readAudit(text).kind).toBe("unanswered");
});
