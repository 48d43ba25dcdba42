import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PAGE, PSID, startTestWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
let files: Server;
let filesUrl: string;

beforeEach(async () => {
  world = await startTestWorld();
  await world.act("messages", { text: "Hello" });
  files = createServer((request, response) => {
    const [, kind = "", size = "10"] = (request.url ?? "").split("/");
    if (kind === "gone") response.writeHead(404);
    else response.writeHead(200, { "Content-Type": kind.replace("-", "/") });
    response.end(Buffer.alloc(Number.parseInt(size, 10)));
  });
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
  filesUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await world.stop();
  files.close();
});

const byUrl = (type: string, path: string, is_reusable = false) => ({
  message: {
    attachment: { type, payload: { url: `${filesUrl}/${path}`, is_reusable } },
  },
});
const MB = 1024 * 1024;

test.each([
  ["a dead link", "image", "gone/1", 2018008],
  ["a wrong type", "image", "text-html/10", 2018047],
  ["an image over 8 MB", "image", `image-png/${8 * MB + 1}`, 2018109],
  ["a file over 25 MB", "file", `application-pdf/${25 * MB + 1}`, 2018109],
])("refuses %s", async (_, type, path, subcode) => {
  const { body } = await world.send(byUrl(type, path));
  expect(body.error).toMatchObject({ code: 100, error_subcode: subcode });
});

test("an image by URL is echoed with a link that gives its bytes, for a while", async () => {
  await world.control("PATCH", "/settings", { cdnLifetimeMs: 3_000 });
  await world.send(byUrl("image", "image-png/1234"));
  const echo = () =>
    world.receiver.items().find((item) => item["message"]?.["is_echo"]);
  await world.receiver.until(() => echo() !== undefined);
  const [sent] = echo()?.["message"]?.["attachments"] as {
    type: string;
    payload: { url: string };
  }[];
  expect(sent?.type).toBe("image");
  const url = sent?.payload.url ?? "";
  const response = await fetch(url);
  expect(response.headers.get("content-type")).toBe("image/png");
  expect((await response.arrayBuffer()).byteLength).toBe(1234);
  await world.control("PATCH", "/faults", { cdnExpired: true });
  expect((await fetch(url)).status).toBe(403);
  await world.control("DELETE", "/faults");
  const past = url.replace(
    /oe=\w+/,
    `oe=${Math.floor(Date.now() / 1000 - 1).toString(16)}`,
  );
  expect((await fetch(past)).status).toBe(403);
});

test("an uploaded file has an id that its page can use until it expires", async () => {
  const form = new FormData();
  form.set(
    "message",
    JSON.stringify({
      attachment: { type: "file", payload: { is_reusable: true } },
    }),
  );
  form.set(
    "filedata",
    new Blob(["%PDF-1.4"], { type: "application/pdf" }),
    "offer.pdf",
  );
  const response = await fetch(
    `${world.simulator.url}/v26.0/${PAGE.pageId}/message_attachments?access_token=${PAGE.token}`,
    { method: "POST", body: form },
  );
  const { attachment_id } = (await response.json()) as {
    attachment_id: string;
  };
  expect(attachment_id).toMatch(/^\d+$/);
  const reuse = {
    message: { attachment: { type: "file", payload: { attachment_id } } },
  };
  expect((await world.send(reuse)).status).toBe(200);
  const echo = () =>
    world.receiver.items().find((item) => item["message"]?.["is_echo"]);
  await world.receiver.until(() => echo() !== undefined);
  expect(echo()?.["message"]?.["attachments"]).toMatchObject([
    { type: "file", payload: { attachment_id: Number(attachment_id) } },
  ]);
  await world.control("PATCH", "/settings", { attachmentLifetimeMs: 0 });
  expect((await world.send(reuse)).body.error).toMatchObject({
    code: 100,
    error_subcode: 2018074,
  });
});

test("multipart goes straight to messages too", async () => {
  const form = new FormData();
  form.set("recipient", JSON.stringify({ id: PSID }));
  form.set(
    "message",
    JSON.stringify({ attachment: { type: "image", payload: {} } }),
  );
  form.set(
    "filedata",
    new Blob([Buffer.alloc(77)], { type: "image/jpeg" }),
    "a b.jpg",
  );
  const response = await fetch(
    `${world.simulator.url}/v26.0/me/messages?access_token=${PAGE.token}`,
    {
      method: "POST",
      body: form,
    },
  );
  expect(response.status).toBe(200);
  const chat = await world.control<{ messages: { attachments: unknown[] }[] }>(
    "GET",
    `/chats/${PAGE.pageId}/${PSID}`,
  );
  expect(chat.messages[1]?.attachments).toMatchObject([
    { type: "image", name: "a b.jpg", size: 77 },
  ]);
});

test("is_reusable gives the id along with the message", async () => {
  const { body } = await world.send(byUrl("video", "video-mp4/10", true));
  expect(body).toMatchObject({
    recipient_id: PSID,
    attachment_id: expect.any(String) as string,
  });
});
