import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
// @ts-expect-error plain JavaScript, for the oldest Node we promise
import { causeOf } from "./failure.mjs";
import { suits } from "./find-node.mjs";

const explain = causeOf as (output: string) => string | null;

for (const [version, expected] of [
  ["v20.20.2", false],
  ["v22.17.9", false],
  ["v22.18.0", true],
  ["v23.11.0", false],
  ["24.0.0", true],
  ["v25.1.0", false],
  ["v26.0.0", true],
] as const) {
  test(`Node ${version} ${expected ? "is used" : "is replaced"}`, () => {
    expect(suits(version)).toBe(expected);
  });
}

for (const [output, cause] of [
  ["npm error code ENOTFOUND\nnpm error network", "cannot be reached"],
  ["npm error syscall write ENOSPC", "disk is full"],
  ["EROFS: read-only file system, mkdir", "read-only"],
  ["npm error code EACCES", "may not write"],
] as const) {
  test(`"${cause}" is read from what npm says`, () => {
    expect(explain(output)).toContain(cause);
  });
}

test("a failure of another kind is not guessed", () => {
  expect(explain("Type error: x is not a function")).toBeNull();
});

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-bootstrap-"));
  fs.mkdirSync(path.join(folder, "scripts"));
  fs.cpSync("scripts/bootstrap", path.join(folder, "scripts/bootstrap"), {
    recursive: true,
  });
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Runs a module beside a copy of the bootstrap, in a repository of its own. */
function run(source: string): string {
  const file = path.join(folder, "scripts", `run-${Math.random()}.mjs`);
  fs.writeFileSync(file, source);
  return execFileSync(process.execPath, [file], { encoding: "utf8" }).trim();
}

test("a hash changes with contents and names, not with tests and times", () => {
  const source = `
    import { hashOf } from "./bootstrap/stamp.mjs";
    console.log(hashOf(["app", "missing"]));`;
  const app = path.join(folder, "app");
  fs.mkdirSync(app);
  fs.writeFileSync(path.join(app, "page.tsx"), "one");
  const before = run(source);
  fs.utimesSync(path.join(app, "page.tsx"), 0, 0);
  fs.writeFileSync(path.join(app, "page.test.tsx"), "test");
  expect(run(source)).toBe(before);
  fs.writeFileSync(path.join(app, "page.tsx"), "two");
  const changed = run(source);
  expect(changed).not.toBe(before);
  fs.renameSync(path.join(app, "page.tsx"), path.join(app, "other.tsx"));
  expect(run(source)).not.toBe(changed);
});

test("of many who want the lock one at a time has it, and a dead one's is taken", () => {
  fs.mkdirSync(path.join(folder, ".cache", "bootstrap.lock"), {
    recursive: true,
  });
  fs.writeFileSync(
    path.join(folder, ".cache", "bootstrap.lock", "pid"),
    "2147483646", // nobody's
  );
  const output = run(`
    import { withLock } from "./bootstrap/lock.mjs";
    let inside = 0;
    let most = 0;
    await Promise.all([1, 2, 3].map(() => withLock(async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    })));
    console.log(most);`);
  expect(output).toBe("1");
  expect(fs.existsSync(path.join(folder, ".cache/bootstrap.lock"))).toBe(false);
});
