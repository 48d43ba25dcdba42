import { expect, test } from "vitest";
import { complete, missingOptional, readLockFile } from "./lock-file.ts";

test("package-lock.json knows every platform's packages", () => {
  expect(missingOptional(readLockFile())).toEqual([]);
});

test("it names no registry", () => {
  expect(JSON.stringify(readLockFile())).not.toContain('"resolved"');
});

test("a missing package is added for its platform, and nothing else changes", () => {
  const packages = {
    "node_modules/swc": {
      version: "1.0.0",
      optionalDependencies: {
        "swc-darwin-arm64": "1.0.0",
        "swc-linux-x64": "1.0.0",
      },
    },
    "node_modules/swc-linux-x64": { version: "1.0.0" },
    "node_modules/top/node_modules/inner": {
      optionalDependencies: { "inner-win32-x64": "2.0.0" },
    },
    "node_modules/top/node_modules/inner-win32-x64": { version: "2.0.0" },
  };
  expect(missingOptional({ packages })).toEqual([
    { name: "swc-darwin-arm64", version: "1.0.0" },
  ]);
  expect(complete({ packages }).packages).toEqual({
    ...packages,
    "node_modules/swc-darwin-arm64": {
      version: "1.0.0",
      cpu: ["arm64"],
      optional: true,
      os: ["darwin"],
    },
  });
});
