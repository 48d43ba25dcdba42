import fs from "node:fs";
import { expect, test } from "vitest";
import { SETTING_NAMES } from "#server/runtime/env.ts";

/** The image sets these, and the services of compose.yaml their role. */
const OF_THE_IMAGE = ["PORT", "HOST", "DATA_DIR"];

test("compose.yaml passes every setting on", () => {
  const text = fs.readFileSync("compose.yaml", "utf8");
  const passed = [...text.matchAll(/\b([A-Z][A-Z0-9_]+):/g)].map(
    ([, name]) => name,
  );
  const known = [...passed, ...OF_THE_IMAGE];
  expect(SETTING_NAMES.filter((name) => !known.includes(name))).toEqual([]);
});

test("the image gets no file that may hold a secret or the data of a machine", () => {
  const [first, ...rest] = fs
    .readFileSync(".dockerignore", "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(first).toBe("*"); // nothing but what is named
  expect(rest.filter((line) => !/^![\w.*/-]+$/.test(line))).toEqual([]);
  expect(rest.filter((line) => /env$|\.data|\.tar|backup/.test(line))).toEqual(
    [],
  );
});
