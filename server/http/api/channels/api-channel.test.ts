import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { expect, test, vi } from "vitest";
import type { Channel, ConnectedChannel } from "#contract/channels/channel.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { freePort } from "#server/runtime/free-port.ts";
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
} from "./test-api-channel.ts";

/** A home-made channel: connecting it, its secrets, its receiver, and the service of the docs. */

openShop();

test("it is connected, its secrets are shown once, and the kinds say what they are", async () => {
  expect(shop.channel).toMatchObject({
    type: "api",
    pageId: null,
    inboundUrl: expect.stringMatching(/\/webhooks\/api\/[\w-]+$/) as string,
    token: expect.stringMatching(/^parley_in_/) as string,
    signingSecret: expect.stringMatching(/^whsec_/) as string,
    rules: { standardWindowHours: null, typing: false },
  });
  const { body } = await shop.server.call(
    shop.sue,
    "GET",
    `/channels/${shop.channel.id}`,
  );
  expect(JSON.stringify(body)).not.toContain(shop.channel.token);
  expect(JSON.stringify(body)).not.toContain(shop.channel.signingSecret);
  const kinds = (await shop.server.call(shop.sue, "GET", "/channel-kinds"))
    .body as {
    items: { kind: string }[];
  };
  expect(kinds.items.map(({ kind }) => kind)).toEqual(["messenger", "api"]);
});

test("a lost token and a lost signing secret are renewed: the new value is shown once, the old one is dead", async () => {
  const renew = async (secret: string) => {
    const path = `/channels/${shop.channel.id}/renew-secret`;
    const { status, body } = await shop.server.call(shop.sue, "POST", path, {
      secret,
    });
    expect(status).toBe(200);
    return body as { token?: string; signingSecret?: string };
  };
  const id = newId("customer");
  const event = () => ({
    type: "message",
    id: newId("m"),
    conversation: conversation(id),
    text: "hello",
  });
  const { token, ...noMore } = await renew("token");
  expect(token).toMatch(/^parley_in_/);
  expect(noMore).toEqual({});
  expect((await post([event()])).status).toBe(401);
  expect((await post([event()], token)).status).toBe(200);
  const { signingSecret } = await renew("signingSecret");
  const thread = await threadOf(id);
  await say(thread.id, { text: "signed anew" });
  await soon(async () => expect(shop.got).toHaveLength(1));
  const [{ raw, headers } = { raw: "", headers: {} }] = shop.got;
  expect(new Webhook(signingSecret ?? "").verify(raw, headers)).toBeTruthy();
  const old = new Webhook(shop.channel.signingSecret ?? "");
  expect(() => old.verify(raw, headers)).toThrow();

  const { body: audit } = await shop.server.call(shop.olga, "GET", "/audit");
  expect((audit as { items: object[] }).items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        action: "channel.secret_renewed",
        detail: { secret: "token" },
      }),
      expect.objectContaining({
        action: "channel.secret_renewed",
        detail: { secret: "signingSecret" },
      }),
    ]),
  );
  const told = JSON.stringify([
    (await shop.server.call(shop.sue, "GET", `/channels/${shop.channel.id}`))
      .body,
    audit,
  ]);
  expect(told).not.toContain(token);
  expect(told).not.toContain(signingSecret);
  shop.channel = {
    ...shop.channel,
    ...(token === undefined ? {} : { token }),
    ...(signingSecret === undefined ? {} : { signingSecret }),
  };
  const page = await shop.server.world.page(null);
  const path = `/channels/${page.channelId}/renew-secret`;
  const refused = await shop.server.call(shop.sue, "POST", path, {
    secret: "token",
  });
  expect(refused.status).toBe(422);
});

test("Test connection posts a signed ping, and the channel says what it knows of its receiver", async () => {
  const look = async () =>
    (await shop.server.call(shop.sue, "GET", `/channels/${shop.channel.id}`))
      .body as Channel;
  const testIt = async () =>
    (
      await shop.server.call(
        shop.sue,
        "POST",
        `/channels/${shop.channel.id}/test`,
      )
    ).body as Channel;
  const codes = ({ problems }: Channel) => problems.map(({ code }) => code);
  const meta = /token_dead|not_subscribed|meta_unreachable|webhook_not/;
  shop.got = [];
  const fine = await testIt();
  expect(fine.health).toBe("ok");
  expect(shop.got.map(({ body }) => body)).toEqual([
    { type: "ping", id: shop.got[0]?.headers["webhook-id"] },
  ]);
  const hook = new Webhook(shop.channel.signingSecret ?? "");
  expect(
    hook.verify(shop.got[0]?.raw ?? "", shop.got[0]?.headers ?? {}),
  ).toBeTruthy();

  shop.answer = {
    status: 401,
    body: { detail: "The signature does not fit." },
  };
  const refused = await testIt();
  expect(refused.health).toBe("degraded");
  expect(refused.problems).toContainEqual(
    expect.objectContaining({
      code: "callback_refused",
      detail: "The signature does not fit.",
    }),
  );
  expect(codes(refused).join()).not.toMatch(meta);
  shop.answer = { status: 200, body: {} };
  expect(codes(await testIt())).not.toContain("callback_refused");

  // A reply tells the same as a ping.
  const id = newId("customer");
  const conversationOf = { conversation: conversation(id), text: "?" };
  await post([{ type: "message", id: newId("m"), ...conversationOf }]);
  const thread = await threadOf(id);
  shop.answer = { status: 404, body: "no such page" };
  await say(thread.id, { text: "to the wrong address" });
  await soon(async () =>
    expect(codes(await look())).toContain("callback_refused"),
  );
  shop.answer = { status: 503, body: {} };
  await say(thread.id, { text: "while it is down" });
  /** As if the pauses between the attempts had passed. */
  const again = (attempts: number) =>
    shop.server.host.context.db.prisma.sendJob.updateMany({
      where: { threadId: thread.id, state: "queued" },
      data: { attempts, dueAt: new Date() },
    });
  await soon(async () => {
    await again(5);
    expect(codes(await look())).toContain("replies_waiting");
  });
  expect((await messagesOf(thread.id)).at(-1)?.status).not.toBe("failed");
  shop.answer = { status: 204, body: undefined };
  await soon(async () => {
    await again(0);
    expect((await messagesOf(thread.id)).at(-1)?.status).toBe("sent");
    expect(codes(await look())).not.toContain("replies_waiting");
  });
  const { lastEventAt, lastSentAt } = await look();
  expect([lastEventAt, lastSentAt]).not.toContain(null);
});

test("the service of docs/api-channel.md runs as it is printed there: in, out once, and read", async () => {
  const docs = readFileSync("docs/api-channel.md", "utf8");
  const [, program] = /```js\n(\/\/ service\.mjs\n[^]*?)```/.exec(docs) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "service-"));
  const file = join(folder, "service.mjs");
  writeFileSync(file, program ?? "");
  const port = await freePort();
  const connected = (
    await shop.server.call(shop.sue, "POST", "/channels", {
      type: "api",
      name: "Terminal",
      callbackUrl: `http://127.0.0.1:${port}/`,
    })
  ).body as ConnectedChannel;
  const service = spawn(process.execPath, [file], {
    env: {
      NODE_ENV: "production",
      INBOUND_URL:
        shop.server.url + new URL(connected.inboundUrl ?? "").pathname,
      TOKEN: connected.token,
      SIGNING_SECRET: connected.signingSecret,
      PORT: String(port),
    },
  });
  let output = "";
  for (const stream of [service.stdout, service.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const printed = (words: string) =>
    vi.waitFor(() => expect(output).toContain(words), { timeout: 30_000 });
  try {
    await printed("Listening");
    service.stdin.write("Hello from a terminal\n");
    const thread = await soon(async () => {
      const path = `/threads?channel=${connected.id}`;
      const { body } = await shop.server.call(shop.sue, "GET", path);
      const [only] = (body as { items: Thread[] }).items;
      expect(only?.customer.name, output).toBe("Ana");
      return only!;
    });
    const { id } = await say(thread.id, { text: "Hello, terminal" });
    await soon(async () =>
      expect((await messagesOf(thread.id)).at(-1)).toMatchObject({
        status: "read",
        externalId: `mine-${id}`,
      }),
    );
    expect(output.split("Hello, terminal")).toHaveLength(2);
    const unsigned = { method: "POST", body: "{}" };
    const refused = await fetch(`http://127.0.0.1:${port}/`, unsigned);
    expect(refused.status).toBe(401);
  } finally {
    service.kill();
    await once(service, "close");
    rmSync(folder, { recursive: true });
  }
});
