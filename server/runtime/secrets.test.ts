import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createVault } from "./crypto.ts";
import { parseEnv } from "./env.ts";
import { addEncryptionKey, checkSecretFiles, loadSecrets } from "./secrets.ts";
import { StartError } from "./start-error.ts";

let dataDir = "";

beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-secrets-"));
});
afterEach(() => {
  fs.rmSync(dataDir, { recursive: true, force: true });
});

function env(more: NodeJS.Dict<string> = {}) {
  return parseEnv({ NODE_ENV: "test", DATA_DIR: dataDir, ...more });
}

const load = (given = env(), isSealed = false) =>
  loadSecrets(given, () => Promise.resolve(isSealed));

test("secrets are made once, for the owner alone, and stay", async () => {
  const [first, second] = await Promise.all([load(), load()]);
  expect(second.authSecret).toBe(first.authSecret);
  expect((await load()).encryptionKeys).toEqual(first.encryptionKeys);
  expect(fs.readdirSync(dataDir).sort()).toEqual([
    "auth-secret",
    "encryption-key",
  ]);
  for (const name of fs.readdirSync(dataDir)) {
    expect(fs.statSync(path.join(dataDir, name)).mode & 0o777).toBe(0o600);
  }
});

test("secrets from the environment are used and not written", async () => {
  const given = env({
    DATABASE_URL: "postgres://db/parley",
    AUTH_SECRET: "a".repeat(16),
    ENCRYPTION_KEY: `${"n".repeat(16)}, ${"o".repeat(16)}`,
  });
  expect(await load(given)).toMatchObject({
    authSecret: "a".repeat(16),
    encryptionKeys: ["n".repeat(16), "o".repeat(16)],
  });
  expect(fs.readdirSync(dataDir)).toEqual([]);
});

test("a rotated key seals from then on, also in a process that runs", async () => {
  const { encryptionKeys, readEncryptionKeys } = await load();
  const running = createVault(encryptionKeys, readEncryptionKeys);
  const old = running.seal("page token");

  const rotated = createVault(addEncryptionKey(env()));
  expect(rotated.isCurrent(old)).toBe(false);
  expect(rotated.open(old)).toBe("page token");

  const anew = rotated.seal("page token");
  expect(running.open(anew)).toBe("page token"); // it looked for the new key
  expect(running.isCurrent(anew)).toBe(true);
});

test("a data folder that is a file is one sentence", async () => {
  const file = path.join(dataDir, "file");
  fs.writeFileSync(file, "");
  const loading = load(env({ DATA_DIR: file }));
  await expect(loading).rejects.toThrow(
    /^DATA_DIR: the secret .*: a part of its path is a file\.$/,
  );
});

test("a lost key is not generated again while anything is sealed with it", async () => {
  await expect(load(env(), true)).rejects.toThrow(
    /^DATA_DIR: .*encryption-key is missing .*\.$/,
  );
  expect(fs.readdirSync(dataDir)).not.toContain("encryption-key");
  expect(() => addEncryptionKey(env())).toThrow(/encryption-key is missing/);
});

describe("a file follows the rules of the variable", () => {
  const good = "a".repeat(16);
  const cases: [string, string | Buffer, boolean][] = [
    ["one sign", "x", false],
    ["cut short", good.slice(1), false],
    ["a comma", ",", false],
    ["random bytes", randomBytes(32), false],
    ["control characters", `${good}\u0007${good}`, false],
    ["a line end behind it", `${good}\n`, true],
  ];
  for (const [what, content, taken] of cases) {
    for (const name of ["auth-secret", "encryption-key"]) {
      test(`${name}: ${what} is ${taken ? "taken" : "refused"}`, async () => {
        fs.writeFileSync(path.join(dataDir, name), content);
        if (taken) {
          expect(() => checkSecretFiles(env())).not.toThrow();
          await load();
          return;
        }
        expect(() => checkSecretFiles(env())).toThrow(StartError);
        await expect(load()).rejects.toThrow(
          new RegExp(`^DATA_DIR: .*${name} must .*\\.$`),
        );
      });
    }
  }
});

test("a list of keys with an empty one is refused", () => {
  fs.writeFileSync(path.join(dataDir, "encryption-key"), `${"a".repeat(16)},`);
  expect(() => checkSecretFiles(env())).toThrow(/several parted by commas/);
});
