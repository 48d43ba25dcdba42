import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createVault } from "./crypto.ts";
import { parseEnv } from "./env.ts";
import { addEncryptionKey, loadSecrets } from "./secrets.ts";

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

test("secrets are made once, for the owner alone, and stay", async () => {
  const [first, second] = await Promise.all([
    loadSecrets(env()),
    loadSecrets(env()),
  ]);
  expect(second.authSecret).toBe(first.authSecret);
  expect((await loadSecrets(env())).encryptionKeys).toEqual(
    first.encryptionKeys,
  );
  expect(fs.readdirSync(dataDir).sort()).toEqual([
    "auth-secret",
    "encryption-key",
  ]);
  for (const name of fs.readdirSync(dataDir)) {
    expect(fs.statSync(path.join(dataDir, name)).mode & 0o777).toBe(0o600);
  }
});

test("what the environment gives is used and not written", async () => {
  const given = env({
    DATABASE_URL: "postgres://db/parley",
    AUTH_SECRET: "a".repeat(16),
    ENCRYPTION_KEY: `${"n".repeat(16)}, ${"o".repeat(16)}`,
  });
  expect(await loadSecrets(given)).toMatchObject({
    authSecret: "a".repeat(16),
    encryptionKeys: ["n".repeat(16), "o".repeat(16)],
  });
  expect(fs.readdirSync(dataDir)).toEqual([]);
});

test("a rotated key seals from then on, also in a process that runs", async () => {
  const { encryptionKeys, readEncryptionKeys } = await loadSecrets(env());
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
  const loading = loadSecrets(env({ DATA_DIR: file }));
  await expect(loading).rejects.toThrow(
    /^DATA_DIR: the secret .*: a part of its path is a file\.$/,
  );
});
