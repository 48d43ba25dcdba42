import { expect, test } from "vitest";
import { parseRequestTarget } from "./request-target.ts";

test.for([
  ["/", "/"],
  ["/inbox", "/inbox"],
  ["/inbox/", "/inbox"],
  ["/inbox///", "/inbox"],
  ["//webhooks/meta/key", "/webhooks/meta/key"],
  ["/webhooks//meta/key/?a=b//c/", "/webhooks/meta/key?a=b//c/"],
  ["/./api/v1/me", "/api/v1/me"],
  ["/x/../api/v1/me", "/api/v1/me"],
  ["/%2e/api/v1/me", "/api/v1/me"],
  ["/x/%2E%2e/api/v1/me", "/api/v1/me"],
  ["/x/.%2e/%61pi/v1/me", "/api/v1/me"],
  ["/x\\..\\api\\v1\\me", "/api/v1/me"],
  ["/../../etc", "/etc"],
  ["/api?next=/../x", "/api?next=/../x"],
  ["/api?a#b", "/api?a"],
  ["/?q=1", "/?q=1"],
  ["http://parley.example/api/v1/me", "/api/v1/me"],
  ["https://parley.example", "/"],
  ["http://parley.example//x/../api/", "/api"],
  ["/inbox/%E4%BD%A0", "/inbox/%E4%BD%A0"],
  ["/inbox/你", "/inbox/%E4%BD%A0"],
  ["/_next/static/chunks/%5Bid%5D.js", "/_next/static/chunks/%5Bid%5D.js"],
  ["/.well-known/security.txt", "/.well-known/security.txt"],
  // A name with a slash or a backslash in it does not become a path with more names.
  ["/api%2Fv1/me", "/api%2Fv1/me"],
  ["/x/..%2f..%5Capi", "/x/..%2f..%5Capi"],
  // A name that is escaped twice is another name, and stays one.
  ["/%2561pi", "/%2561pi"],
] as const)("%s is %s", ([raw, path]) => {
  expect(parseRequestTarget(raw)).toBe(path);
});

test.for([
  "*",
  "",
  "api/v1/me",
  "parley.example:443",
  "javascript:alert(1)",
  "ftp://parley.example/api",
  "/%zz",
  "/%",
  "/%ff",
  "/files/a%00b",
  "/webhooks/meta/%0akey",
  "/%c2%85",
  `/${"a".repeat(10_000)}`,
])("%.20s is no path", (raw) => {
  expect(parseRequestTarget(raw)).toBeNull();
});

test("a clean address stays as it is", () => {
  const signs = ["/", ".", "%2e", "%2F", "\\", "a", "?", "#", "%61", "//"];
  for (const a of signs)
    for (const b of signs)
      for (const c of signs)
        for (const d of signs) {
          const clean = parseRequestTarget(`/${a}${b}${c}${d}`);
          if (clean === null) continue;
          expect(parseRequestTarget(clean)).toBe(clean);
          const path = clean.split("?")[0] ?? "";
          expect(path).toBe(new URL(path, "http://x").pathname);
          expect(path).not.toMatch(/\/\/|\\|(^|\/)\.\.?(\/|$)|.\/$/);
        }
});
