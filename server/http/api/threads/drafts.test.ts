import { afterAll, beforeAll, expect, test } from "vitest";
import type { Draft } from "#contract/threads/draft.ts";
import type { LiveEvents } from "#contract/live/live-events.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { removeOrphanUploads } from "#server/domain/files/orphan-uploads.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { newId } from "#server/runtime/crypto.ts";

/** A draft is its author's alone, on all of their devices. */

let server: TestServer;
let mei: Actor;
let otto: Actor;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  otto = await world.agent("Otto");
  const queueId = await world.queue([mei, otto]);
  const page = await world.page({ type: "queue", id: queueId });
  const thread = await newThread(world.context, page.channelId, {
    ownerId: mei.agentId,
    queueId,
  });
  threadId = thread.threadId;
});
afterAll(() => server.stop());

const path = () => `/threads/${threadId}/draft`;
const put = (actor: Actor, body: object) =>
  server.call(actor, "PUT", path(), body);
const get = async (actor: Actor, kind = "message") =>
  (await server.call(actor, "GET", `${path()}?kind=${kind}`)).body as Draft;

test("a reply and a note are kept apart, for their author alone", async () => {
  expect(await get(mei)).toMatchObject({ text: "", updatedAt: null });
  const saved = await put(mei, {
    kind: "message",
    text: "Dear Ada,\n",
    replyTo: null,
    attachmentIds: [],
    baseMessageId: null,
  });
  expect(saved).toMatchObject({ status: 200, body: { text: "Dear Ada,\n" } });
  await put(mei, { kind: "note", text: "She means the blue one" });
  expect((await get(mei)).text).toBe("Dear Ada,\n");
  expect((await get(mei, "note")).text).toBe("She means the blue one");
  const { body } = await server.call(mei, "GET", "/drafts");
  expect((body as { items: Draft[] }).items.map(({ kind }) => kind)).toEqual([
    "note",
    "message",
  ]);
  const others = await server.call(
    await server.world.agent("Olga", "owner"),
    "GET",
    path(),
  );
  expect(others.body).toMatchObject({ text: "", updatedAt: null });
  expect((await server.call(otto, "GET", path())).status).toBe(404);
  expect((await put(otto, { text: "hi" })).status).toBe(404);

  await put(mei, { kind: "message", text: "Dear Ada, thanks" });
  expect((await get(mei)).text).toBe("Dear Ada, thanks");
  await put(mei, { kind: "message", text: "  " });
  expect(await get(mei)).toMatchObject({ text: "", updatedAt: null });
  expect((await server.call(mei, "DELETE", path())).status).toBe(204);
  expect((await get(mei, "note")).updatedAt).toBeNull();
});

test("it quotes no message of another thread", async () => {
  const noted = await server.call(
    mei,
    "POST",
    `/threads/${threadId}/messages`,
    {
      kind: "note",
      text: "For Mei alone",
      clientId: newId(),
    },
  );
  const { id: replyTo } = noted.body as { id: string };
  const { channelId } = await server.world.page(null);
  const own = await newThread(server.world.context, channelId, {
    ownerId: otto.agentId,
  });
  const draft = `/threads/${own.threadId}/draft`;
  const body = { kind: "note", text: "Mine", replyTo };
  const saved = await server.call(otto, "PUT", draft, body);
  const { body: listed } = await server.call(otto, "GET", "/drafts");
  expect(saved.body).toMatchObject({ text: "Mine", replyTo: null });
  expect((listed as { items: Draft[] }).items).toMatchObject([
    { text: "Mine", replyTo: null },
  ]);
  expect((await put(mei, body)).body).toMatchObject({
    replyTo: { text: "For Mei alone" },
  });
  for (const actor of [mei, otto])
    await server.call(actor, "DELETE", actor === mei ? path() : draft);
});

test("its files are the author's uploads, and are kept as long as it is", async () => {
  const form = new FormData();
  form.append("file", new Blob(["%PDF-1.4 offer"]), "offer.pdf");
  const uploaded = await server.request("/api/v1/files", {
    method: "POST",
    headers: { authorization: `Bearer ${await server.token(mei)}` },
    body: form,
  });
  const { id } = (await uploaded.json()) as { id: string };
  const saved = await put(mei, { attachmentIds: [id] });
  expect(saved.body).toMatchObject({
    text: "",
    attachmentIds: [id],
    attachments: [{ id, name: "offer.pdf" }],
  });
  expect((await put(mei, { attachmentIds: [newId()] })).status).toBe(422);
  const { prisma } = server.world.context.db;
  await prisma.attachment.update({
    where: { id },
    data: { createdAt: new Date(Date.now() - 48 * 3_600_000) },
  });
  expect(await removeOrphanUploads(server.world.context)).toBe(0);
  await server.call(mei, "DELETE", path());
  expect(await removeOrphanUploads(server.world.context)).toBe(1);
});

test("a draft outlives the sight of its thread", async () => {
  const { prisma } = server.world.context.db;
  await put(mei, { text: "Nearly done" });
  await prisma.thread.update({
    where: { id: threadId },
    data: { ownerId: otto.agentId },
  });
  const { body } = await server.call(mei, "GET", "/drafts");
  expect(body).toMatchObject({ items: [{ threadId, text: "Nearly done" }] });
  await prisma.thread.update({
    where: { id: threadId },
    data: { ownerId: mei.agentId },
  });
});

test("the author's devices are told, and no one else's", async () => {
  const { context } = server.world;
  const heard: { payload: LiveEvents["draft.updated"]; to: string[] }[] = [];
  const publisher = createEventPublisher(context, {
    emit(event, payload, agentIds) {
      if (event === "draft.updated")
        heard.push({
          payload: payload as LiveEvents["draft.updated"],
          to: agentIds,
        });
    },
  });
  while (await publisher.round());
  heard.length = 0;
  await server.world.sits(mei);
  await put(mei, { text: "Half a sentence" });
  await publisher.round();
  expect(heard).toMatchObject([
    {
      payload: {
        draft: { threadId, kind: "message", text: "Half a sentence" },
      },
      to: [mei.agentId],
    },
  ]);
});
