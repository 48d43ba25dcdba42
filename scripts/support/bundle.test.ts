import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { runToEnd } from "#e2e/harness/program.ts";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
} from "#server/domain/test-context.ts";
import { createVault } from "#server/runtime/crypto.ts";

const SLOW = 60_000; // a process of its own, on a busy machine
const KEY = "an-encryption-key-for-the-tests";
const db = await testDatabase();
const context = { ...createTestContext(db), vault: createVault([KEY]) };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-support-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const env = {
  DATABASE_URL: db.url,
  DATA_DIR: folder,
  AUTH_SECRET: "a secret that is long enough",
  ENCRYPTION_KEY: KEY,
  PUBLIC_URL: "https://chat.hush.example",
  S3_BUCKET: "hush-bucket",
  S3_ENDPOINT: "https://s3.hush.example",
  S3_ACCESS_KEY_ID: "hush-key",
  S3_SECRET_ACCESS_KEY: "hush-s3-secret",
  OIDC_ISSUER: "https://id.hush.example",
  OIDC_CLIENT_ID: "hush-client",
  OIDC_CLIENT_SECRET: "hush-secret",
};

/** Puts a word that must not come out into every text column that takes any word, in every row. */
async function sayEverywhere(word: string): Promise<void> {
  const columns = await db.sql.$queryRaw<{ t: string; c: string }[]>(Prisma.sql`
    select table_name as t, column_name as c from information_schema.columns
    where table_schema = current_schema() and data_type = 'text' and is_generated = 'NEVER'
      and table_name in ('agent', 'customer', 'channel', 'message', 'identity', 'node', 'source', 'job')
      and column_name not in ('role', 'kind', 'status', 'state', 'health', 'direction', 'authorType', 'errorCode', 'version', 'id')`);
  const taken = await Promise.all(
    columns.map(({ t, c }) =>
      db.sql
        .$executeRaw(
          Prisma.sql`update ${Prisma.raw(`"${t}"`)} set ${Prisma.raw(`"${c}"`)} = ${word}`,
        )
        .then(
          () => true,
          // Its constraint says which words it takes.
          () => false,
        ),
    ),
  );
  expect(taken.filter(Boolean).length).toBeGreaterThan(20);
}

test(
  "the bundle tells states and counts, and nothing that a person wrote or is called",
  async () => {
    await newActor(context, "owner");
    const channelId = await newChannel(context);
    const { threadId } = await newThread(context, channelId);
    await db.sql.$executeRaw(Prisma.sql`
      insert into message (id, "threadId", "channelId", direction, kind, "authorType", text, status, "errorCode", "sentAt")
      values (gen_random_uuid(), ${threadId}::uuid, ${channelId}::uuid, 'out', 'message', 'agent', 'x', 'failed', 'window_closed', now())`);
    await db.sql.$executeRaw(Prisma.sql`
      update channel set health = 'broken',
        problems = '[{"code": "token_dead", "at": "2026-11-01T00:00:00Z", "detail": "hush"}]',
        lights = '{"token": {"state": "broken", "facts": {"name": "hush"}}}'`);
    await sayEverywhere("hush");
    const out = path.join(folder, "bundle.json");
    const run = () =>
      runToEnd({ file: "scripts/support.ts", args: ["--out", out], env });
    const { code, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(fs.statSync(out).mode & 0o777).toBe(0o600);
    const text = fs.readFileSync(out, "utf8");
    expect(text).not.toMatch(/hush/i);
    for (const secret of [KEY, env.AUTH_SECRET, new URL(db.url).username + ":"])
      expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({
      settings: {
        ENCRYPTION_KEY: "set",
        REDIS_URL: "not set",
        usesHttps: true,
      },
      states: {
        agents: { owner: 1 },
        refusedSendsOfSevenDays: { window_closed: 1 },
      },
      channels: [
        {
          id: channelId,
          kind: "messenger",
          health: "broken",
          problems: ["token_dead"],
          lights: { token: "broken" },
        },
      ],
      migrations: { pending: [], unknown: [] },
    });
    expect((await run()).stderr).toContain("it exists already");
  },
  SLOW,
);
