import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/**
 * Finished requests leave no file descriptor open, whichever way a body ends
 * (never read, cut off, refused, file missing).
 */

/** Larger than what the kernel buffers before anything is read. */
const FILE_BYTES = 8 * 1024 * 1024;
const ROUNDS = 20;

let server: TestServer;
let actor: Actor;
let authorization: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  actor = await server.world.agent("Ada");
  authorization = `Bearer ${await server.token(actor)}`;
});
afterAll(() => server.stop());

async function upload(): Promise<string> {
  const form = new FormData();
  form.set("file", new Blob(["x".repeat(FILE_BYTES)]), "long.txt");
  const response = await server.request("/api/v1/files", {
    method: "POST",
    headers: { authorization },
    body: form,
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { url: string }).url;
}

const openDescriptors = () => readdirSync("/dev/fd").length;

/** Requests and hangs up before the body is read; resolves when the head has arrived. */
function hangUp(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.once("error", reject);
    socket.once("data", () => {
      socket.destroy();
      resolve();
    });
    socket.write(
      `GET ${url} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`,
    );
  });
}

test("no way to end the body of a file leaves a descriptor open", async () => {
  const url = await upload();
  const ask = (init: RequestInit & { headers?: Record<string, string> } = {}) =>
    server.request(url, {
      ...init,
      headers: { authorization, ...init.headers },
    });
  const whole = await ask();
  const etag = whole.headers.get("etag") ?? "";
  expect((await whole.arrayBuffer()).byteLength).toBe(FILE_BYTES);
  const before = openDescriptors();

  for (let round = 0; round < ROUNDS; round++) {
    const head = await ask({ method: "HEAD" });
    expect(head.status).toBe(200);
    expect(head.headers.get("content-length")).toBe(String(FILE_BYTES));
    const partOfIt = { range: "bytes=5-4000000" };
    const part = await ask({ method: "HEAD", headers: partOfIt });
    expect(part.status).toBe(206);
    const known = await ask({ headers: { "if-none-match": etag } });
    expect(known.status).toBe(304);
    const beyond = await ask({ headers: { range: "bytes=99999999-" } });
    expect(beyond.status).toBe(416);
    await beyond.arrayBuffer();
    await hangUp(url);
  }
  // Closing sockets take their own time.
  await vi.waitFor(
    () => expect(openDescriptors()).toBeLessThanOrEqual(before + 2),
    { timeout: 30_000 },
  );
});

test("a file that is gone answers 404, also for HEAD", async () => {
  const url = await upload();
  const { db, files } = server.world.context;
  const { storageKey } = await db.prisma.attachment.findUniqueOrThrow({
    where: { id: url.split("/").at(-1) ?? "" },
    select: { storageKey: true },
  });
  await files.remove(storageKey ?? "");
  for (const method of ["GET", "HEAD"]) {
    const response = await server.request(url, {
      method,
      headers: { authorization },
    });
    expect(response.status).toBe(404);
  }
});

test("a delivery that breaks off is no error of ours, and no log line holds the key of an address", async () => {
  const { sourceId } = await server.world.page(null);
  const { log, db } = server.host.context;
  const { webhookKey } = await db.prisma.source.findUniqueOrThrow({
    where: { id: sourceId },
    select: { webhookKey: true },
  });
  const lines = (["error", "debug"] as const).map((level) =>
    vi.spyOn(log, level),
  );
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write(
    `POST /webhooks/meta/${webhookKey} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{"a"`,
    () => socket.destroy(),
  );
  const [errors, notes] = lines;
  await vi.waitFor(() =>
    expect(notes?.mock.calls.map(([line]) => line)).toContainEqual(
      expect.objectContaining({
        method: "POST",
        route: "/webhooks/:kind/:key",
      }),
    ),
  );
  for (const path of [`/webhooks/meta/${webhookKey}%00`, "/media/%00/a.png"])
    expect((await server.request(path, { method: "POST" })).status).toBe(400);
  expect(errors?.mock.calls).toEqual([]);
  expect(JSON.stringify(lines.map(({ mock }) => mock.calls))).not.toContain(
    webhookKey,
  );
  vi.restoreAllMocks();
});
