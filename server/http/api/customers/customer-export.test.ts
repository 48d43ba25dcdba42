import { afterAll, beforeAll, expect, test } from "vitest";
import type { CustomerExport } from "#contract/customers/customer-job.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";
import { unzip } from "#server/runtime/zip/test-unzip.ts";

/** The ZIP of a customer's data, from outside. */

let server: TestServer;
let owner: Actor;
let mei: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
  mei = await server.world.agent("Mei");
  page = await server.world.page({ type: "agent", id: mei.agentId });
});
afterAll(() => server.stop());

const prisma = () => server.host.context.db.prisma;

const ok = <T = unknown>(method: string, path: string, body?: object) =>
  server.ok<T>(owner, method, path, body);

/** Asks for an export and gives its open address, below the server's own. */
async function linkOf(customerId: string, body?: object): Promise<string> {
  const path = `/customers/${customerId}/export`;
  const { result } = await ok<CustomerExport>("POST", path, body);
  return new URL(result?.zipUrl ?? "").pathname;
}

async function download(link: string): Promise<Map<string, string>> {
  const response = await server.request(link);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/zip");
  const files = unzip(Buffer.from(await response.arrayBuffer()));
  return new Map([...files].map(([name, bytes]) => [name, bytes.toString()]));
}

/** A customer with a conversation of both sides, a file, a note, and texts that try to be code. */
async function plant() {
  const psid = digits(16);
  const at = Date.now() - 60_000;
  const text = `<script>alert("written")</script> שלום & bye`;
  const { threadId } = await server.world.write(page, { psid, text, at });
  const { customerId } = await prisma().thread.findUniqueOrThrow({
    where: { id: threadId },
  });
  await ok("PATCH", `/customers/${customerId}`, {
    name: `<b onload="x">Ann`,
    email: "ann@example.com",
    fields: { size: "<i>42</i>" },
  });
  await ok("POST", `/customers/${customerId}/notes`, { text: "planted note" });
  await ok("POST", `/customers/${customerId}/block`, { reason: "<i>rude</i>" });
  await ok("DELETE", `/customers/${customerId}/block`);
  const messageId = newId();
  const sent = { threadId, channelId: page.channelId, status: "sent" };
  await prisma().message.createMany({
    data: [
      {
        id: messageId,
        ...sent,
        direction: "out",
        kind: "message",
        authorType: "agent",
        authorName: "Mei",
        text: "planted answer",
        sentAt: new Date(at + 1_000),
      },
      {
        id: newId(),
        ...sent,
        direction: "out",
        kind: "note",
        authorType: "agent",
        authorName: "Mei",
        text: "planted thread note",
        sentAt: new Date(at + 2_000),
      },
    ],
  });
  const kept = newFileKey();
  await server.host.context.files.put(kept, Buffer.from("planted bytes"));
  const file = { messageId, type: "file", state: "stored", size: 13 };
  await prisma().attachment.createMany({
    data: [
      { id: newId(), ...file, name: "../a#b 名.txt", storageKey: kept },
      { id: newId(), ...file, name: "gone.txt", storageKey: newFileKey() },
    ],
  });
  return { customerId, psid };
}

test("the ZIP has both directions, the files, and pages in which no text is code", async () => {
  const { customerId, psid } = await plant();
  const link = await linkOf(customerId, { locale: "zh-TW" });
  const files = await download(link);
  const index = files.get("index.html") ?? "";
  expect(index).toContain('<html lang="zh-TW">');
  for (const word of [
    "ann@example.com",
    psid,
    "conversations/001.html",
    "已封鎖</bdi>: <bdi>&#60;i&#62;rude",
    "已解除封鎖",
  ])
    expect(index).toContain(word);
  const chat = files.get("conversations/001.html") ?? "";
  expect(chat).toContain("planted answer");
  expect(chat).toContain("שלום &#38; bye");
  expect(chat).toContain('<p dir="auto">');
  for (const html of [index, chat]) {
    expect(html).not.toMatch(/<script|<b |<i>|http:|https:/);
    expect(html).toContain("script-src 'none'");
  }
  const [path = ""] = [...files.keys()].filter((name) =>
    name.endsWith("-a_b 名.txt"),
  );
  expect(path).toMatch(/^files\/[0-9a-f]{12}-a_b 名\.txt$/);
  expect(files.get(path)).toBe("planted bytes");
  expect(chat).toContain(
    `../${path.split("/").map(encodeURIComponent).join("/")}`,
  );
  expect(chat).toContain("gone.txt");
  expect(JSON.parse(files.get("data.json") ?? "")).toMatchObject({
    customer: { id: customerId, email: "ann@example.com" },
    blocks: [
      { blocked: true, reason: "<i>rude</i>", author: "Olga" },
      { blocked: false, reason: "", author: "Olga" },
    ],
    messages: [{ direction: "in" }, { text: "planted answer" }],
    files: expect.arrayContaining([
      expect.objectContaining({ path }),
      expect.objectContaining({ name: "gone.txt", path: null }),
    ]) as unknown,
  });
  // The team's notes are not the person's, unless the company decides so.
  const all = [...files.values()].join("\n");
  expect(all).not.toContain("planted note");
  expect(all).not.toContain("planted thread note");
  await ok("PATCH", "/settings/privacy", { exportNotes: true });
  const more = [...(await download(link)).values()].join("\n");
  expect(more).toContain("planted note");
  expect(more).toContain("planted thread note");
  await ok("PATCH", "/settings/privacy", { exportNotes: false });
});

test("each download is an audit entry; a look ahead is none", async () => {
  const { customerId } = await plant();
  const link = await linkOf(customerId);
  const count = () =>
    prisma().auditEntry.count({
      where: { action: "customer.export_downloaded", targetId: customerId },
    });
  const ahead = await server.request(link, { method: "HEAD" });
  expect(ahead.status).toBe(200);
  expect(await count()).toBe(0);
  await download(link);
  await download(link);
  expect(await count()).toBe(2);
});

test("a changed link, one of a week ago, and one of an erased person lead nowhere", async () => {
  const { customerId } = await plant();
  const link = await linkOf(customerId);
  const statusOf = async (path: string) => (await server.request(path)).status;
  expect(await statusOf(`${link.slice(0, -12)}${"x".repeat(12)}`)).toBe(404);
  expect(await statusOf("/api/v1/exports/none")).toBe(404);
  const { vault } = server.host.context;
  const foreign = vault.seal(`something else ${newId()}`);
  expect(await statusOf(`/api/v1/exports/${foreign}`)).toBe(404);
  const jobs = { where: { customerId } };
  const before = new Date(Date.now() - 8 * 86_400_000);
  await prisma().job.updateMany({ ...jobs, data: { createdAt: before } });
  expect(await statusOf(link)).toBe(404);
  await prisma().job.updateMany({ ...jobs, data: { createdAt: new Date() } });
  await download(link);
  await ok("POST", `/customers/${customerId}/erase`);
  expect(await statusOf(link)).toBe(404);
});

test("a long conversation is read in parts and is whole", async () => {
  const { customerId } = await plant();
  const { id: threadId } = await prisma().thread.findFirstOrThrow({
    where: { customerId },
  });
  const one = { threadId, channelId: page.channelId, status: "received" };
  const sentAt = new Date();
  await prisma().message.createMany({
    data: Array.from({ length: 1_203 }, (_, index) => ({
      id: newId(),
      ...one,
      direction: "in",
      kind: "message",
      authorType: "customer",
      text: `part ${index}.`,
      sentAt,
    })),
  });
  const files = await download(await linkOf(customerId));
  const { messages } = JSON.parse(files.get("data.json") ?? "") as {
    messages: unknown[];
  };
  expect(messages).toHaveLength(1_205);
  const chat = files.get("conversations/001.html") ?? "";
  for (let index = 0; index < 1_203; index += 1)
    expect(chat).toContain(`part ${index}.`);
});

test("a merge ends the addresses of both customers' exports, and its undoing opens them again", async () => {
  const one = await plant();
  const other = await plant();
  const links = [
    await linkOf(one.customerId),
    await linkOf(other.customerId),
  ] as const;
  const json = await ok<CustomerExport>(
    "POST",
    `/customers/${other.customerId}/export`,
  );
  const jsonPath = (json.result?.url ?? "").replace("/api/v1", "");
  const { mergeId } = await ok<{ mergeId: string }>(
    "POST",
    "/customers/merge",
    {
      survivorId: one.customerId,
      otherId: other.customerId,
    },
  );
  for (const link of links) {
    expect((await server.request(link)).status).toBe(404);
    const asked = await server.request(link, { method: "HEAD" });
    expect(asked.status).toBe(404);
  }
  expect((await server.call(owner, "GET", jsonPath)).status).toBe(404);
  // A new one holds the data of both.
  const both = await download(await linkOf(one.customerId));
  expect(both.get("index.html")).toContain(other.psid);
  await ok("POST", `/customers/merges/${mergeId}/undo`);
  const again = await download(links[0]);
  const all = [...again.values()].join("\n");
  expect(all).toContain(one.psid);
  expect(all).not.toContain(other.psid);
  expect(JSON.stringify(await ok("GET", jsonPath))).not.toContain(one.psid);
});

test("the requests about the data are in it, with their answers and without the team's notes", async () => {
  const { customerId } = await plant();
  const input = {
    kind: "access",
    name: "Ann Planted",
    way: "email",
    customerId,
  };
  const { id } = await ok<{ id: string }>("POST", "/data-requests", input);
  await ok("POST", `/data-requests/${id}/steps`, {
    text: "planted inner step",
  });
  await ok("PATCH", `/data-requests/${id}`, { state: "answered" });
  const files = await download(await linkOf(customerId, { locale: "en" }));
  const index = files.get("index.html") ?? "";
  expect(index).toContain("Requests about data");
  expect(index).toContain("Ann Planted"); // of the answer
  const data = JSON.parse(files.get("data.json") ?? "") as object;
  expect(data).toMatchObject({
    requests: [
      {
        id,
        kind: "access",
        state: "answered",
        receivedAt: expect.any(String) as string,
        answeredAt: expect.any(String) as string,
        answer: expect.stringContaining("Ann Planted") as string,
      },
    ],
  });
  expect([...files.values()].join("\n")).not.toContain("planted inner step");
});
