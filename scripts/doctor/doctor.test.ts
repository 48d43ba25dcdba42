import fs from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runToEnd } from "#e2e/harness/program.ts";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { createTestContext, newActor } from "#server/domain/test-context.ts";
import { createFileStore, newFileKey } from "#server/domain/files/store.ts";
import { createVault } from "#server/runtime/crypto.ts";
import { updateMailSettings } from "#server/domain/mail/mail-settings.ts";
import {
  startTestProcess,
  type TestProcess,
} from "#server/http/test-process.ts";
import { REPLIES, startTestRedis } from "#server/live/test-redis.ts";
import { startMailSink } from "#server/pipeline/mail/test-sink.ts";
import type { Check } from "./check.ts";
import { judgeClock } from "./database.ts";
import { checkNode, judgeRoom } from "./machine.ts";
import { judgeCertificate } from "./public-url.ts";
import { testCertificate } from "./test-certificate.ts";
import { judgeProcesses } from "./work.ts";

const db = await testDatabase();
const KEY = "an-encryption-key-for-the-tests";
const context = { ...createTestContext(db), vault: createVault([KEY]) };
const SLOW = 60_000; // a process of its own, on a busy machine
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-doctor-"));
fs.chmodSync(folder, 0o755);

const external = {
  DATABASE_URL: db.url,
  DATA_DIR: folder,
  AUTH_SECRET: "a secret that is long enough",
  ENCRYPTION_KEY: KEY,
};
let server: TestProcess;

beforeAll(async () => {
  server = await startTestProcess({
    databaseUrl: db.url,
    dataDir: folder,
    encryptionKey: KEY,
  });
}, 120_000);

afterAll(async () => {
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Runs the program as an operator does. */
async function doctor(env: Record<string, string>) {
  const { code, stdout, stderr } = await runToEnd({
    file: "scripts/doctor.ts",
    args: ["--json"],
    env,
  });
  expect(stderr).toBe("");
  const report = JSON.parse(stdout) as { ok: boolean; checks: Check[] };
  expect(code).toBe(report.ok ? 0 : 1);
  const of = (key: string) => report.checks.find((check) => check.key === key);
  return { ...report, of };
}

test(
  "a running server with an external database is examined in every part",
  async () => {
    const { ok, checks, of } = await doctor({
      ...external,
      PUBLIC_URL: server.url,
    });
    expect(ok).toBe(true);
    expect(checks.map(({ key, state }) => [key, state])).toEqual([
      ["node", "ok"],
      ["settings", "ok"],
      ["data_dir", "ok"],
      ["file_scan", "ok"],
      ["database", "ok"],
      ["migrations", "ok"],
      ["secrets", "ok"],
      ["clock", "ok"],
      ["processes", "ok"],
      ["queue", "ok"],
      ["parked", "ok"],
      ["sends", "ok"],
      ["channels", "warning"],
      ["mail", "warning"],
      ["public_url", "warning"],
    ]);
    expect(of("processes")?.message).toBe(
      "One process runs: it serves and does the work.",
    );
    expect(of("public_url")?.message).toContain("leads to this machine alone");
  },
  SLOW,
);

test(
  "a Redis that lets Parley in, and one that does not, are told apart",
  async () => {
    const good = await startTestRedis();
    const closed = await startTestRedis(REPLIES.denied);
    const { of } = await doctor({ ...external, REDIS_URL: good.url });
    expect(of("redis")).toMatchObject({ state: "ok" });
    const refused = await doctor({ ...external, REDIS_URL: closed.url });
    expect(refused.ok).toBe(false);
    expect(refused.of("redis")?.message).toContain("is in protected mode");
    expect(refused.of("redis")?.fix).toContain("requirepass");
    await good.stop();
    await closed.stop();
  },
  SLOW,
);

test(
  "each fault of the content is named, with what to do",
  async () => {
    await db.sql.$executeRaw(Prisma.sql`
      with s as (insert into source (id, kind, "externalId", "secretSealed", "webhookKey")
        values (gen_random_uuid(), 'messenger', '7001', ${context.vault.seal("secret")}, 'k') returning id),
      d as (insert into delivery ("sourceId", body, state, error, "nextAttemptAt", "receivedAt")
        select id, ''::bytea, state, 'why', now() + interval '1 day', now() - interval '1 hour'
        from s, unnest(array['parked', 'pending']) as state)
      insert into channel (id, kind, name, "accountId", "sourceId", "credentialsSealed", health, problems, "checkedAt", lights)
      select gen_random_uuid(), 'messenger', 'Aurora', '9001', id, ${context.vault.seal("token")}, 'broken', '[]', now(),
        ${JSON.stringify({ credentials: { state: "broken", since: "2026-01-01T00:00:00Z", checkedAt: null, code: "token_dead", facts: {} } })}::jsonb
      from s`);
    const owner = await newActor(context, "owner");
    const sink = await startMailSink();
    await updateMailSettings(context, owner, {
      host: "127.0.0.1",
      port: sink.port,
      from: "Parley <parley@example.com>",
    });
    const { ok, of } = await doctor({ ...external, PUBLIC_URL: server.url });
    expect(ok).toBe(false);
    expect(of("queue")).toMatchObject({ state: "failed" });
    expect(of("parked")).toMatchObject({ state: "warning" });
    expect(of("parked")?.fix).toContain("Deliveries");
    expect(of("channels")?.state).toBe("failed");
    expect(of("channels")?.message).toMatch(/^1 of 1 channels .* Aurora: /);
    expect(of("mail")?.state).toBe("ok");
    expect(sink.mails).toEqual([]);

    await sink.stop();
    fs.writeFileSync(path.join(folder, "encryption-key"), "", { mode: 0o644 });
    await db.sql.$executeRaw(Prisma.sql`
      insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at)
      values ('x', 'x', '29990101000000_of_the_future', now(), now())`);
    const later = await doctor({
      ...external,
      ENCRYPTION_KEY: "another-key-that-sealed-nothing",
      PUBLIC_URL: "http://127.0.0.1:9",
    });
    expect(later.of("secrets")?.state).toBe("failed");
    expect(later.of("data_dir")?.fix).toMatch(/^chmod 600 /);
    expect(later.of("migrations")?.state).toBe("failed");
    expect(later.of("public_url")?.state).toBe("failed");
    expect(later.of("mail")).toBeUndefined(); // its password is out of reach
    const { of: last } = await doctor({ ...external, PUBLIC_URL: server.url });
    expect(last("mail")?.state).toBe("failed");
  },
  3 * SLOW,
);

test(
  "a machine without the shared folder of files is found by the newest file",
  async () => {
    const key = newFileKey();
    const shared = createFileStore({ dataDir: folder });
    await shared.put(key, Buffer.from("a photo"));
    await db.sql.$executeRaw(Prisma.sql`
      insert into attachment (id, type, state, "storageKey")
      values (gen_random_uuid(), 'image', 'stored', ${key})`);
    const here = await doctor({ ...external, PUBLIC_URL: server.url });
    expect(here.of("files")).toMatchObject({ state: "ok" });
    const other = path.join(folder, "not-mounted");
    fs.mkdirSync(other);
    const there = await doctor({
      ...external,
      DATA_DIR: other,
      PUBLIC_URL: server.url,
    });
    expect(there.of("files")).toMatchObject({ state: "failed" });
    expect(there.of("files")?.message).toBe(
      `1 of the 1 newest files are not in ${path.join(other, "files")}.`,
    );
  },
  2 * SLOW,
);

test(
  "the certificate of an https address is read and judged",
  async () => {
    const proxy = https.createServer(testCertificate, (_, response) => {
      response.end(JSON.stringify({ status: "ok" }));
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, "localhost", () => resolve());
    });
    const { port } = proxy.address() as AddressInfo;
    const file = path.join(folder, "certificate.pem");
    fs.writeFileSync(file, testCertificate.cert);
    const env = { ...external, PUBLIC_URL: `https://localhost:${port}` };
    const trusted = await doctor({ ...env, NODE_EXTRA_CA_CERTS: file });
    expect(trusted.of("public_url")?.state).toBe("ok");
    expect(trusted.of("tls")?.state).toBe("ok");
    expect(trusted.of("tls")?.message).toContain("2120-01-01");
    expect(trusted.of("settings")?.message).toContain("TRUSTED_PROXIES");
    const strange = await doctor(env);
    expect(strange.of("tls")?.state).toBe("failed");
    proxy.closeAllConnections();
    proxy.close();
  },
  2 * SLOW,
);

test(
  "without a server it opens the embedded database for itself, and leaves none running",
  async () => {
    const dataDir = path.join(folder, "embedded");
    const env = { DATA_DIR: dataDir };
    const before = await doctor(env);
    expect(before.of("database")?.state).toBe("warning");
    expect(fs.existsSync(dataDir)).toBe(false);
    await runToEnd({
      file: "scripts/admin.ts",
      args: "user create --email a@example.com --name A --role owner".split(
        " ",
      ),
      env,
    });
    const after = await doctor(env);
    expect(after.ok).toBe(true);
    expect(after.of("migrations")?.state).toBe("ok");
    expect(after.of("processes")?.state).toBe("warning");
  },
  4 * SLOW,
);

test(
  "a setting that cannot be read ends the examination with its name",
  async () => {
    const { ok, checks } = await doctor({ DATA_DIR: folder, PORT: "x" });
    expect(ok).toBe(false);
    expect(checks.map(({ key }) => key)).toEqual(["node", "settings"]);
    expect(checks[1]?.message).toContain("PORT");
    const lost = await doctor({
      ...external,
      DATABASE_URL: "postgres://a:b@127.0.0.1:9/none",
    });
    expect(lost.of("database")?.state).toBe("failed");
  },
  2 * SLOW,
);

test("figures near a limit are warnings, and past it failures", () => {
  const days = (n: number) => new Date(Date.UTC(2026, 0, 1 + n));
  const certificate = (n: number, refusal: string | null = null) =>
    judgeCertificate({ validTo: days(n), refusal, now: days(0) }).state;
  expect([60, 3, -2].map((n) => certificate(n))).toEqual([
    "ok",
    "warning",
    "failed",
  ]);
  expect(certificate(60, "self-signed")).toBe("failed");
  expect([50, -3_000, 90_000].map((ms) => judgeClock(ms).state)).toEqual([
    "ok",
    "warning",
    "failed",
  ]);
  expect(
    [2 ** 31, 2 ** 29, 2 ** 20].map((bytes) => judgeRoom("/", bytes).state),
  ).toEqual(["ok", "warning", "failed"]);
  expect(["24.21.0", "20.1.0"].map((v) => checkNode(v).state)).toEqual([
    "ok",
    "failed",
  ]);
  const nodes = (...roles: string[]) =>
    judgeProcesses(
      roles.map((role) => ({ role, version: "1" })),
      "1",
    ).state;
  expect(nodes("web", "worker")).toBe("ok");
  const both = [
    { role: "web", version: "1" },
    { role: "worker", version: "1" },
  ];
  expect(judgeProcesses(both, "1").message).toBe(
    "2 processes run: 1 web, 1 worker, 0 for both.",
  );
  expect([nodes("web"), nodes("worker")]).toEqual(["failed", "failed"]);
  expect(judgeProcesses([{ role: "all", version: "0" }], "1").state).toBe(
    "warning",
  );
});
