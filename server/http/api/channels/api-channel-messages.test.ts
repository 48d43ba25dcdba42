import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import {
  deleteThread,
  restoreThread,
} from "#server/domain/conversations/delete-thread.ts";
import {
  conversation,
  messagesOf,
  newId,
  openShop,
  post,
  say,
  shop,
  soon,
  threadOf,
  threadsOf,
} from "./test-api-channel.ts";

/** Messages of a home-made channel, both ways, as its developer sees them. */

openShop();

test("a message in, once however often it comes; a wrong token and a malformed body store nothing", async () => {
  const id = newId("customer");
  const event = {
    type: "message",
    id: newId("m"),
    conversation: conversation(id, "", { name: "Ana", locale: "pt-BR" }),
    text: "Olá",
    at: new Date().toISOString(),
  };
  const kept = { type: "poll", id: "p1", question: "?" };
  expect(await post([event, kept])).toEqual({
    status: 200,
    body: { accepted: 2 },
  });
  await post([event]);
  const thread = await threadOf(id);
  await soon(async () => {
    expect((await threadOf(id)).customer.name).toBe("Ana");
  });
  expect((await messagesOf(thread.id)).map(({ text }) => text)).toEqual([
    "Olá",
  ]);

  expect((await post([event], "wrong")).status).toBe(401);
  const malformed = await post([
    { ...event, id: newId("m") },
    { type: "message", id: newId("m"), text: "no conversation" },
  ]);
  expect(malformed).toMatchObject({
    status: 422,
    body: { errors: [{ path: "events.1.conversation" }] },
  });
  expect(await messagesOf(thread.id)).toHaveLength(1);
});

test("a told e-mail address and phone number become the customer’s, and never replace what an agent has entered", async () => {
  const id = newId("customer");
  const tell = (facts: object) =>
    post([
      {
        type: "profile",
        id: newId("p"),
        conversation: conversation(id, "", facts),
      },
    ]);
  await post([
    {
      type: "message",
      id: newId("m"),
      conversation: conversation(id, "", {
        email: "ana@example.com",
        phone: "+55 11 5555 0101",
      }),
      text: "hi",
    },
  ]);
  const { customer } = await threadOf(id);
  const path = `/customers/${customer.id}`;
  const fields = async () => {
    const { body } = await shop.server.call(shop.sue, "GET", path);
    return (body as { fields: object }).fields;
  };
  await soon(async () =>
    expect(await fields()).toEqual({
      email: "ana@example.com",
      phone: "+55 11 5555 0101",
    }),
  );
  await shop.server.call(shop.sue, "PATCH", path, {
    fields: { phone: "by hand" },
  });
  await tell({ email: "new@example.com", phone: "+55 11 5555 0102" });
  await soon(async () =>
    expect(await fields()).toEqual({
      email: "new@example.com",
      phone: "by hand",
    }),
  );
  await shop.server.call(shop.sue, "PATCH", path, { fields: { email: null } });
  await tell({ name: "Ana", email: "new@example.com" });
  await soon(async () =>
    expect((await threadOf(id)).customer.name).toBe("Ana"),
  );
  expect(await fields()).toEqual({ phone: "by hand" });
});

test("several conversations of one customer", async () => {
  const id = newId("customer");
  const one = (key: string, text: string) => ({
    type: "message",
    id: newId("m"),
    conversation: conversation(id, key),
    text,
  });
  await post([one("order-1", "first"), one("order-2", "second")]);
  const threads = await soon(async () => {
    const both = await threadsOf(id);
    expect(both).toHaveLength(2);
    return both;
  });
  expect(new Set(threads.map(({ customer }) => customer.id)).size).toBe(1);
  await say(threads[0]!.id, { text: "to one of them" });
  await soon(async () => expect(shop.got).toHaveLength(1));
  const said = await messagesOf(threads[0]!.id);
  const key = said[0]?.text === "first" ? "order-1" : "order-2";
  expect(shop.got[0]?.body.conversation).toEqual({ key });
});

test("a reply goes out signed, and receipts, edits, unsends and reactions come back by either id", async () => {
  const id = newId("customer");
  const inbound = newId("m");
  const at = (seconds: number) =>
    new Date(Date.now() + seconds * 1000).toISOString();
  await post([
    {
      type: "message",
      id: inbound,
      conversation: conversation(id),
      text: "hi",
      at: at(-5),
    },
  ]);
  const thread = await threadOf(id);
  const [question] = await messagesOf(thread.id);
  shop.answer = { status: 200, body: { externalId: "theirs-1" } };
  const reply = await say(thread.id, {
    text: "hello",
    replyTo: question?.id,
  });
  await soon(async () => {
    const sent = (await messagesOf(thread.id)).at(-1);
    expect(sent).toMatchObject({ status: "sent", externalId: "theirs-1" });
  });
  const [out] = shop.got;
  expect(out?.body).toEqual({
    type: "message",
    id: reply.id,
    conversation: { key: "" },
    customer: { id },
    text: "hello",
    attachments: [],
    replyTo: inbound,
  });
  const hook = new Webhook(shop.channel.signingSecret ?? "");
  expect(hook.verify(out?.raw ?? "", out?.headers ?? {})).toEqual(out?.body);
  expect(() => hook.verify(`${out?.raw} `, out?.headers ?? {})).toThrow();

  const about = (type: string, target: string, more = {}) => ({
    type,
    id: newId("e"),
    conversation: conversation(id),
    target,
    ...more,
  });
  await post([about("delivered", reply.id)]);
  await soon(async () =>
    expect((await messagesOf(thread.id)).at(-1)?.status).toBe("delivered"),
  );
  await post([about("read", "theirs-1")]);
  await soon(async () =>
    expect((await messagesOf(thread.id)).at(-1)?.status).toBe("read"),
  );
  await post([
    about("reaction", reply.id, { emoji: "👍" }),
    about("edit", inbound, { text: "hi, all", at: at(1) }),
  ]);
  await soon(async () => {
    const [first, last] = await messagesOf(thread.id);
    expect(first?.text).toBe("hi, all");
    expect(last?.reactions).toMatchObject([{ emoji: "👍" }]);
  });
  await post([about("unsend", inbound)]);
  await soon(async () =>
    expect((await messagesOf(thread.id))[0]?.deletedAt).not.toBeNull(),
  );
});

test("what comes back before the receiver has answered, by either id, waits for the answer", async () => {
  const id = newId("customer");
  const by = (type: string, more: object) => ({
    type,
    id: newId("e"),
    conversation: conversation(id),
    ...more,
  });
  await post([by("message", { text: "hi" })]);
  const thread = await threadOf(id);
  const until = Promise.withResolvers<void>();
  shop.answerAfter = until.promise;
  shop.answer = { status: 200, body: { externalId: "early-1" } };
  const reply = await say(thread.id, { text: "hello" });
  await soon(async () => expect(shop.got).toHaveLength(1));
  await post([
    by("reaction", { target: "early-1", emoji: "👍" }),
    by("read", { target: reply.id }),
    by("message", { text: "Seen, thanks" }),
  ]);
  await soon(async () =>
    expect((await messagesOf(thread.id)).at(-1)?.text).toBe("Seen, thanks"),
  );
  until.resolve();
  await soon(async () =>
    expect(
      (await messagesOf(thread.id)).find((one) => one.id === reply.id),
    ).toMatchObject({
      status: "read",
      externalId: "early-1",
      reactions: [{ emoji: "👍" }],
    }),
  );
});

test("what the receiver refuses says why; what it cannot take now goes again with the same id", async () => {
  const id = newId("customer");
  await post([
    {
      type: "message",
      id: newId("m"),
      conversation: conversation(id),
      text: "?",
    },
  ]);
  const thread = await threadOf(id);
  shop.answer = { status: 422, body: { detail: "This customer has left." } };
  await say(thread.id, { text: "are you there" });
  await soon(async () => {
    const refused = (await messagesOf(thread.id)).at(-1);
    expect(refused).toMatchObject({
      status: "failed",
      error: { code: "receiver_refused", detail: "This customer has left." },
    });
  });
  shop.got = [];
  shop.answer = { status: 429, headers: { "retry-after": "1" }, body: {} };
  await say(thread.id, { text: "once more" });
  await soon(async () => expect(shop.got.length).toBeGreaterThanOrEqual(1));
  shop.answer = { status: 204, body: undefined };
  await soon(async () =>
    expect((await messagesOf(thread.id)).at(-1)?.status).toBe("sent"),
  );
  expect(
    new Set(shop.got.map(({ headers }) => headers["webhook-id"])).size,
  ).toBe(1);
});

test("files both ways; ours at an address that opens without a log-in, cannot be guessed and can be revoked", async () => {
  const id = newId("customer");
  const files = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "image/png" });
    response.end(PNG);
  }).listen(0, "127.0.0.1");
  await once(files, "listening");
  const { port } = files.address() as AddressInfo;
  await post([
    {
      type: "message",
      id: newId("m"),
      conversation: conversation(id),
      attachments: [
        {
          url: `http://127.0.0.1:${port}/a.png`,
          name: "a.png",
        },
      ],
    },
  ]);
  const thread = await threadOf(id);
  await soon(async () => {
    const [message] = await messagesOf(thread.id);
    expect(message?.attachments).toMatchObject([
      { type: "image", size: PNG.length },
    ]);
  });
  files.close();

  const form = new FormData();
  form.append("file", new Blob([Buffer.from("price list")]), "prices.txt");
  const uploaded = (await (
    await shop.server.request("/api/v1/files", {
      method: "POST",
      headers: { authorization: `Bearer ${await shop.server.token(shop.sue)}` },
      body: form,
    })
  ).json()) as { id: string };
  await say(thread.id, { attachments: [{ id: uploaded.id }] });
  await soon(async () => expect(shop.got).toHaveLength(1));
  const [file] = shop.got[0]?.body.attachments ?? [];
  expect(file).toMatchObject({ name: "prices.txt", size: 10 });
  const path = new URL(file?.url ?? "").pathname;
  const open = await shop.server.request(path);
  expect(open.status).toBe(200);
  expect(open.headers.get("set-cookie")).toBeNull();
  expect(await open.text()).toBe("price list");
  expect(
    (await shop.server.request(path.replace("/media/", "/media/x"))).status,
  ).toBe(404);
  // Closed while the conversation is deleted. Nothing on the way keeps an answer.
  expect(open.headers.get("cache-control")).toBe("private, no-cache");
  const etag = open.headers.get("etag") ?? "";
  const asked = async () =>
    (await shop.server.request(path, { headers: { "if-none-match": etag } }))
      .status;
  expect(await asked()).toBe(304);
  const { context } = shop.server.host;
  const olga = await shop.server.world.agent("Otto", "owner");
  await deleteThread(context, olga, thread.id);
  expect(await asked()).toBe(404);
  expect((await shop.server.request(path)).status).toBe(404);
  await restoreThread(context, olga, thread.id);
  expect(await asked()).toBe(304);
});

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
