import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  APP,
  OTHER_PAGE,
  PAGE,
  PERSON,
  PSID,
  startTestWorld,
  type Received,
  type TestWorld,
} from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startTestWorld();
});
afterEach(() => world.stop());

const hmac = (kind: string, key: string, raw: Buffer) =>
  createHmac(kind, key).update(raw).digest("hex");

const isSigned = ({ headers, raw }: Received) =>
  headers["x-hub-signature-256"] ===
  `sha256=${hmac("sha256", APP.appSecret, raw)}`;

test("a message arrives signed over its very bytes, in ASCII", async () => {
  const { mid } = await world.act<{ mid: string }>("messages", {
    text: "Grüße 😀 1/2",
  });
  await world.receiver.until(() => world.receiver.received.length === 1);
  const [first] = world.receiver.received;
  expect(first).toBeDefined();
  if (!first) return;
  expect(isSigned(first)).toBe(true);
  expect(first.headers["x-hub-signature"]).toBe(
    `sha1=${hmac("sha1", APP.appSecret, first.raw)}`,
  );
  expect(first.raw.every((byte) => byte < 128)).toBe(true);
  expect(first.raw.toString()).toContain(
    String.raw`Gr\u00fc\u00dfe \ud83d\ude00 1\/2`,
  );
  expect(first.json.entry[0]).toMatchObject({
    id: PAGE.pageId,
    messaging: [
      {
        sender: { id: PSID },
        recipient: { id: PAGE.pageId },
        message: { mid, text: "Grüße 😀 1/2" },
      },
    ],
  });
});

test("literal UTF-8 is signed as rightly", async () => {
  await world.control("PATCH", "/faults", { literalUtf8: true });
  await world.act("messages", { text: "Grüße 😀" });
  await world.receiver.until(() => world.receiver.received.length === 1);
  const [first] = world.receiver.received;
  expect(first?.raw.toString()).toContain("Grüße 😀");
  expect(first && isSigned(first)).toBe(true);
});

test("a wrong signature is wrong, a missing one missing", async () => {
  await world.control("PATCH", "/faults", { wrongSignature: true });
  await world.act("messages", { text: "one" });
  await world.control("PATCH", "/faults", {
    wrongSignature: false,
    missingSignature: true,
  });
  await world.receiver.until(() => world.receiver.received.length === 1);
  await world.act("messages", { text: "two" });
  await world.receiver.until(() => world.receiver.received.length === 2);
  const [one, two] = world.receiver.received;
  expect(one && isSigned(one)).toBe(false);
  expect(two?.headers["x-hub-signature-256"]).toBeUndefined();
});

test("a refused delivery is repeated, byte for byte, until it is taken", async () => {
  world.receiver.answer = 500;
  await world.act("messages", { text: "once more" });
  await world.receiver.until(() => world.receiver.received.length >= 3);
  world.receiver.answer = 200;
  const state = () => world.simulator.world.deliveries[0]?.state;
  await world.receiver.until(() => state() === "delivered");
  const bodies = new Set(
    world.receiver.received.map(({ raw }) => raw.toString()),
  );
  expect(bodies.size).toBe(1);
});

test("no answer in time counts as a failure", async () => {
  await world.control("PATCH", "/settings", { webhookTimeoutMs: 60 });
  world.receiver.answer = null;
  await world.act("messages", { text: "slow" });
  await world.receiver.until(() => world.receiver.received.length >= 2);
  expect(world.simulator.world.deliveries[0]?.attempts[0]).toMatchObject({
    status: null,
    error: "No answer in time.",
  });
});

test("an app that fails too long loses the page", async () => {
  await world.control("PATCH", "/settings", { disableAfterMs: 80 });
  world.receiver.answer = 503;
  await world.act("messages", { text: "nobody home" });
  const installs = () =>
    world.simulator.world.pages.get(PAGE.pageId)?.installs.size;
  await world.receiver.until(() => installs() === 0);
  const { body } = await world.graph("GET", `${PAGE.pageId}/subscribed_apps`);
  expect(body["data"]).toEqual([]);
  const other = await world.graph(
    "GET",
    `${OTHER_PAGE.pageId}/subscribed_apps?access_token=${OTHER_PAGE.token}`,
  );
  expect(other.body["data"]).toHaveLength(1);
});

test("duplicates, pauses and reordering can be switched on", async () => {
  await world.control("PATCH", "/faults", { duplicateDeliveries: true });
  await world.act("messages", { text: "twice" });
  await world.receiver.until(() => world.receiver.received.length === 2);
  expect(world.receiver.received[0]?.raw).toEqual(
    world.receiver.received[1]?.raw,
  );

  await world.control("PATCH", "/faults", {
    duplicateDeliveries: false,
    webhooksPaused: true,
  });
  await world.act("messages", { text: "held" });
  expect(world.receiver.received).toHaveLength(2);
  await world.control("PATCH", "/faults", {
    webhooksPaused: false,
    reorderDeliveries: true,
  });
  await world.receiver.until(() => world.receiver.received.length === 3);

  await world.act("messages", { text: "first" });
  await world.act("messages", { text: "second" });
  await world.receiver.until(() => world.receiver.received.length === 5);
  const texts = world.receiver.items().map(({ message }) => message?.["text"]);
  expect(texts).toEqual(["twice", "twice", "held", "second", "first"]);
});

test("what no webhook told is in the conversation", async () => {
  await world.control("PATCH", "/faults", { dropWebhooks: true });
  await world.act("messages", { text: "unheard" });
  await world.control("PATCH", "/faults", { dropWebhooks: false });
  await world.act("messages", { text: "heard" });
  await world.receiver.until(() => world.receiver.received.length === 1);
  expect(world.receiver.items()[0]?.message?.["text"]).toBe("heard");
  const { body } = await world.graph(
    "GET",
    `${PAGE.pageId}/conversations?fields=messages.limit(20){message}`,
  );
  expect(JSON.stringify(body)).toContain("unheard");
});

test("a batch carries several pages in one POST", async () => {
  await world.control("PATCH", "/faults", { batchMs: 2_000 });
  await world.act("messages", { text: "lamp" });
  await world.act("messages", { text: "shade" });
  await world.control(
    "POST",
    `/chats/${OTHER_PAGE.pageId}/${PERSON}/messages`,
    { text: "tea" },
  );
  await world.receiver.until(() => world.receiver.received.length === 1);
  const entries = world.receiver.received[0]?.json.entry ?? [];
  expect(entries.map(({ id, messaging }) => [id, messaging?.length])).toEqual([
    [PAGE.pageId, 2],
    [OTHER_PAGE.pageId, 1],
  ]);
});

test("only what is subscribed on both levels is told", async () => {
  await world.graph(
    "POST",
    `${PAGE.pageId}/subscribed_apps?subscribed_fields=messages`,
  );
  const { mid } = await world.act<{ mid: string }>("messages", {
    text: "heard",
  });
  await world.act("reactions", { mid, emoji: "❤️" });
  await world.act("messages", { text: "heard too" });
  await world.receiver.until(() => world.receiver.items().length === 2);
  expect(world.receiver.items().every(({ message }) => message)).toBe(true);
});

test("a person's acts have their shapes", async () => {
  const { mid } = await world.act<{ mid: string }>("messages", {
    text: "tpyo",
  });
  await world.act("edit", { mid, text: "typo" });
  await world.act("reactions", { mid, emoji: "👍" });
  await world.act("reactions", { mid, emoji: null });
  await world.act("unsend", { mid });
  await world.act("postback", { title: "Hours", payload: "HOURS" });
  await world.act("messages", { stickerId: "369239263222822" });
  await world.act("referral", { ref: "summer" });
  await world.receiver.until(() => world.receiver.items().length === 8);
  const seen = world.receiver
    .items()
    .map(({ sender: _s, recipient: _r, timestamp: _t, ...rest }) => rest);
  expect(seen).toMatchObject([
    { message: { mid, text: "tpyo" } },
    { message_edit: { mid, text: "typo", num_edit: 1 } },
    { reaction: { mid, action: "react", emoji: "👍", reaction: "like" } },
    { reaction: { mid, action: "unreact" } },
    { message: { mid, is_deleted: true } },
    { postback: { title: "Hours", payload: "HOURS" } },
    {
      message: {
        attachments: [
          { type: "sticker", payload: { sticker_id: 369239263222822 } },
        ],
      },
    },
    { referral: { ref: "summer", source: "SHORTLINK", type: "OPEN_THREAD" } },
  ]);
});

test("a chat of another app is told on standby, without payloads", async () => {
  await world.act("owner", { appId: "263902037430900" });
  await world.act("postback", { title: "Hours", payload: "HOURS" });
  await world.receiver.until(() => world.receiver.received.length === 1);
  const [entry] = world.receiver.received[0]?.json.entry ?? [];
  expect(entry?.messaging).toBeUndefined();
  expect(entry?.standby?.[0]?.["postback"]).toMatchObject({ title: "Hours" });
  expect(entry?.standby?.[0]?.["postback"]).not.toHaveProperty("payload");
});

test("any payload can be sent with the app's signature", async () => {
  await world.control("POST", `/apps/${APP.appId}/deliver`, {
    raw: "not json at all",
  });
  expect(world.receiver.received[0]?.raw.toString()).toBe("not json at all");
  expect(
    world.receiver.received[0] && isSigned(world.receiver.received[0]),
  ).toBe(true);
});

test("saving a callback asks it for the challenge", async () => {
  await expect(
    world.control("POST", `/apps/${APP.appId}/webhook`, {
      callbackUrl: world.receiver.url,
      verifyToken: "something else",
    }),
  ).rejects.toThrow("HTTP status 403");
  const token = encodeURIComponent(`${APP.appId}|${APP.appSecret}`);
  const ask = (verifyToken: string) =>
    world.graph("POST", `${APP.appId}/subscriptions?access_token=${token}`, {
      object: "page",
      callback_url: world.receiver.url,
      verify_token: verifyToken,
      fields: "messages,message_echoes",
    });
  expect((await ask("something else")).body.error?.code).toBe(2200);
  expect((await ask("verify-me")).body).toEqual({ success: true });
});
