import { randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import type { Message } from "#contract/threads/message.ts";
import { newDataDir, prepareApp } from "./harness/app.ts";
import { freePort } from "#server/runtime/free-port.ts";
import { startCollector } from "./harness/collector.ts";
import { startCompany } from "./harness/company.ts";
import { embeddedPid, isAlive } from "./harness/postgres.ts";
import { runToEnd, startProgram } from "./harness/program.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";
import { inParallel, until } from "./harness/until.ts";

/** The server's start, the reasons why it does not start, and its stop: CONTRACT, sections 1 to 3. */

/** Started with these settings it must end at once; its words. */
async function refusal(env: Record<string, string>): Promise<string> {
  const dataDir = newDataDir();
  try {
    const { code, stderr } = await runToEnd({
      file: "server/main.ts",
      env: { DATA_DIR: dataDir, PORT: String(await freePort()), ...env },
    });
    expect(code).toBe(1);
    return stderr;
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

function expectOneSentence(words: string, ...names: (string | RegExp)[]): void {
  expect(words.trim().split("\n")).toHaveLength(1);
  expect(words.trim()).toMatch(/\.$/);
  expect(words).not.toMatch(/\bat .*:\d+:\d+/); // no stack
  for (const name of names) expect(words).toMatch(name);
}

// The tests of server/runtime/env cover the refused values.
test("a setting that is missing or malformed: one sentence that names it", async () => {
  const secret = "a secret that is long enough";
  const external = "postgres://user:pw@127.0.0.1:1/parley";
  const cases: [name: string, env: Record<string, string>][] = [
    ["PORT", { PORT: "many" }],
    ["AUTH_SECRET", { DATABASE_URL: external, ENCRYPTION_KEY: secret }],
    ["ROLE", { ROLE: "boss" }],
  ];
  await inParallel(cases, 3, async ([name, env]) => {
    expectOneSentence(await refusal(env), new RegExp(`\\b${name}\\b`));
  });
});

test.describe("what is in the way: one sentence, and nothing damaged", () => {
  test("a busy port names PORT", async () => {
    const other = net.createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, "127.0.0.1", resolve);
    });
    const { port } = other.address() as net.AddressInfo;
    try {
      const words = await refusal({ PORT: String(port) });
      expectOneSentence(words, /\bPORT\b/, new RegExp(String(port)));
    } finally {
      other.close();
    }
  });

  test("a database that does not answer, a wrong password, is told without the password", async () => {
    const port = await freePort();
    const words = await refusal({
      DATABASE_URL: `postgres://user:very-secret-word@127.0.0.1:${port}/parley`,
      AUTH_SECRET: randomBytes(16).toString("hex"),
      ENCRYPTION_KEY: randomBytes(16).toString("hex"),
    });
    expectOneSentence(words, /DATABASE_URL|database/i);
    expect(words).not.toContain("very-secret-word");
  });

  test("DATA_DIR is a file", async () => {
    const folder = newDataDir();
    const file = path.join(folder, "taken");
    fs.writeFileSync(file, "");
    try {
      expectOneSentence(await refusal({ DATA_DIR: file }), /DATA_DIR|taken/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  test("a second instance on the same data; its secrets are for the owner's eyes alone", async () => {
    const app = await prepareApp({ graphUrl: "http://127.0.0.1:9" });
    try {
      await app.start();
      const words = await refusal({ DATA_DIR: app.dataDir });
      expectOneSentence(words, /instance/, /DATA_DIR/);
      expect((await fetch(`${app.url}/api/ready`)).status).toBe(200);
      for (const name of ["auth-secret", "encryption-key"]) {
        const { mode } = fs.statSync(path.join(app.dataDir, name));
        expect(mode & 0o777).toBe(0o600);
      }
    } finally {
      await app.close();
    }
  });
});

test.describe("health", () => {
  test("alive at once, ready when database, migrations and worker are, with numbers for Prometheus", async () => {
    const app = await prepareApp({ graphUrl: "http://127.0.0.1:9" });
    const early = startProgram({ file: "server/main.ts", env: app.env });
    try {
      const statuses = new Set<number>();
      const ready = await until(
        "ready",
        async () => {
          const response = await fetch(`${app.url}/api/ready`);
          statuses.add(response.status);
          const health = await fetch(`${app.url}/api/health`);
          expect(health.status).toBe(200);
          expect(await health.json()).toEqual({ status: "ok" });
          return response.status === 200 && ((await response.json()) as object);
        },
        60_000,
      );
      expect(statuses).toEqual(new Set([503, 200]));
      expect(ready).toMatchObject({
        checks: {
          database: { ok: true },
          migrations: { ok: true },
          worker: { ok: true },
        },
      });
      const metrics = await fetch(`${app.url}/metrics`);
      expect(metrics.headers.get("content-type")).toMatch(/^text\/plain/);
      expect(await metrics.text()).toMatch(/^# TYPE \w+ \w+$/m);
    } finally {
      await early.stop();
      await app.close();
    }
  });
});

test("SIGTERM drains: what is under way is finished, then exit 0, and no Postgres is left", async () => {
  const collector = await startCollector();
  const company = await startCompany({
    // A synthetic message would have a trace of its own, which no webhook begins.
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      SYNTHETIC_MESSAGE: "false",
    },
  });
  const { app, simulator, owner } = company;
  const pageId = PAGES[0].pageId;
  try {
    const { personId, psids } = await simulator.person("Sig Term");
    await simulator.write(pageId, personId, { text: "Bye?" });
    const { id } = await company.threadOf(psids[pageId] ?? "");
    const postgres = embeddedPid(app.dataDir);

    // A reply that Meta takes two seconds to accept, and an upload of which half has come.
    await simulator.faults({ graphLatencyMs: 2_000 });
    await owner.api.post(`/threads/${id}/messages`, {
      text: "Bye.",
      clientId: "bye",
    });
    await until("the reply is on its way", async () => {
      const [last] = await owner.api.all<Message>(`/threads/${id}/messages`);
      return last?.status === "sending";
    });
    const upload = startUpload(app.url, owner.token);
    await upload.halfSent;
    const stopping = app.program().stop();
    await until("it is stopping", () =>
      app.program().stdout().includes('"stopping"'),
    );
    expect(await upload.finish()).toBe(201);
    expect(await stopping).toEqual({ code: 0, signal: null });
    await expect.poll(() => isAlive(postgres)).toBe(false);
    await expect(fetch(`${app.url}/api/health`)).rejects.toThrow();
    // The last reply's span has left, too; the customer's message is one trace from the webhook on.
    const spansOf = (name: string | RegExp) =>
      collector.spans.filter((span) => span.name.match(name));
    expect(spansOf("send messenger")).not.toEqual([]);
    const webhooks = spansOf(/^POST \/webhooks\//).map(
      ({ traceId }) => traceId,
    );
    const taken = spansOf("take deliveries").map(({ traceId }) => traceId);
    expect(taken.length).toBeGreaterThan(0);
    expect(webhooks).toEqual(expect.arrayContaining(taken));
    expect([...collector.metrics]).toEqual(
      expect.arrayContaining(["parley_sockets", "parley_sends_total"]),
    );

    const chat = await simulator.chat(pageId, personId);
    const received = chat.messages.filter(({ from }) => from === "page");
    expect(received.map(({ text }) => text)).toEqual(["Bye."]);
    await simulator.noFaults();
    await app.start();
    const [last] = await owner.api.all<Message>(`/threads/${id}/messages`);
    expect(last?.status).toMatch(/sent|delivered/);
  } finally {
    await company.close();
    await collector.close();
  }
});

/** A file on its way to POST /files: `halfSent` once it has begun, then `finish` sends the rest. */
function startUpload(appUrl: string, token: string) {
  const file = Buffer.alloc(200_000, "Some text. ");
  const body = Buffer.concat([
    Buffer.from(
      '--edge\r\nContent-Disposition: form-data; name="file"; filename="notes.txt"\r\nContent-Type: text/plain\r\n\r\n',
    ),
    file,
    Buffer.from("\r\n--edge--\r\n"),
  ]);
  const half = body.length / 2;
  const request = http.request(`${appUrl}/api/v1/files`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "multipart/form-data; boundary=edge",
      "content-length": body.length,
    },
  });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("error", reject);
  });
  answered.catch(() => undefined);
  return {
    halfSent: new Promise<void>((resolve) => {
      request.write(body.subarray(0, half), () => resolve());
    }),
    finish() {
      request.end(body.subarray(half));
      return answered;
    },
  };
}
