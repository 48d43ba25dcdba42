import { expect, test } from "vitest";
import { parseInsidePath } from "#contract/base/inside-path.ts";

const ORIGIN = "https://parley.example:8443";

test.for([
  ["/inbox", "/inbox"],
  ["/inbox/1?tab=a%20b#top", "/inbox/1?tab=a%20b#top"],
  ["inbox", "/inbox"],
  ["/a/../inbox", "/inbox"],
  ["/a\tb", "/ab"],
  ["?q=//evil.example", "/?q=//evil.example"],
  [`${ORIGIN}/inbox`, "/inbox"],
  ["/search?q=https://evil.example", "/search?q=https://evil.example"],
] as const)("%j stays here as %s", ([raw, path]) => {
  expect(parseInsidePath(raw, ORIGIN)).toBe(path);
});

const hostile = [
  "//evil.example",
  "///evil.example",
  "////evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r/evil.example",
  "/\r\n/evil.example",
  "/\t\\evil.example",
  "\t//evil.example",
  " //evil.example",
  "\u0000//evil.example",
  "\u001f//evil.example",
  "/.//evil.example",
  "/./\\evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  "/%2E%2e//evil.example",
  ".//evil.example",
  "https://evil.example",
  "http://parley.example:8443/inbox", // another scheme is another origin
  "https://parley.example/inbox", // another port as well
  "https://parley.example:8443@evil.example/",
  "https://parley.example:8443.evil.example/",
  "https://somebody:secret@parley.example:8443/inbox",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\tscript:alert(1)",
  "data:text/html,hi",
  "blob:https://parley.example:8443/1",
  "file:///etc/passwd",
  "https://",
  "http://[",
  "",
  `/${"a".repeat(3_000)}`,
];

test.for(hostile)("%j leads away", (raw) => {
  expect(parseInsidePath(raw, ORIGIN)).toBeNull();
});

test("an absent address gives nothing", () => {
  expect(parseInsidePath(null, ORIGIN)).toBeNull();
  expect(parseInsidePath(undefined, ORIGIN)).toBeNull();
});

// Property: whatever the spelling, a browser that is sent to the result stays.
test("every answer, followed by a browser, stays at the origin", () => {
  const parts = ["/", "\\", "\t", "\n", ".", "%2e", "@", ":", "evil.example"];
  for (const a of parts)
    for (const b of parts)
      for (const c of parts)
        for (const d of parts) {
          const path = parseInsidePath(a + b + c + d, ORIGIN);
          if (path === null) continue;
          expect(path).toMatch(/^\/(?!\/)/);
          expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
        }
});
