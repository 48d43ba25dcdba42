import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  APP,
  OTHER_PAGE,
  PAGE,
  PERSON,
  PSID,
  startTestWorld,
  type GraphAnswer,
  type TestWorld,
} from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startTestWorld();
});
afterEach(() => world.stop());

const code = ({ body }: GraphAnswer) => [
  body.error?.code,
  body.error?.error_subcode,
];
const text = (words: string) => ({ message: { text: words } });
const theyWrite = () => world.act("messages", { text: "Hello" });
const received = () =>
  world.simulator.world.chats
    .get(`${PAGE.pageId}:${PERSON}`)
    ?.messages.filter(({ from }) => from === "page")
    .map((one) => one.text);

test("answers ids, then echoes, delivers and is read", async () => {
  await theyWrite();
  const { status, body } = await world.send({
    message: { text: "Hi 👋", metadata: "own-7" },
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    recipient_id: PSID,
    message_id: expect.stringMatching(/^m_[\w-]{86}$/) as string,
  });
  await world.receiver.until(() =>
    world.receiver.items().some((item) => item["delivery"]),
  );
  await world.act("seen");
  await world.receiver.until(() =>
    world.receiver.items().some((item) => item["read"]),
  );
  const items = world.receiver.items();
  const echo = items.find((item) => item["message"]?.["is_echo"]);
  expect(echo).toMatchObject({
    sender: { id: PAGE.pageId },
    recipient: { id: PSID },
    message: {
      mid: body["message_id"],
      app_id: Number(APP.appId),
      metadata: "own-7",
      text: "Hi 👋",
    },
  });
  const delivery = items.find((item) => item["delivery"]);
  expect(delivery?.["delivery"]).toMatchObject({ mids: [body["message_id"]] });
  expect(delivery).not.toHaveProperty("timestamp");
  expect(items.find((item) => item["read"])?.["read"]?.["watermark"]).toBe(
    echo?.timestamp,
  );
});

test("form fields are taken as JSON is", async () => {
  await theyWrite();
  const response = await fetch(`${world.simulator.url}/v26.0/me/messages`, {
    method: "POST",
    headers: { Authorization: `Bearer ${PAGE.token}` },
    body: new URLSearchParams({
      recipient: JSON.stringify({ id: PSID }),
      messaging_type: "RESPONSE",
      message: JSON.stringify({ text: "by form" }),
    }),
  });
  expect(response.status).toBe(200);
  expect(received()).toEqual(["by form"]);
});

test("the window: 24 hours, with HUMAN_AGENT seven days, then nothing", async () => {
  await theyWrite();
  const asHuman = { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" };
  await world.act("window", { hoursAgo: 23.9 });
  expect((await world.send(text("in time"))).status).toBe(200);
  await world.act("window", { hoursAgo: 24.1 });
  expect(code(await world.send(text("late")))).toEqual([10, 2018278]);
  expect((await world.send({ ...text("human"), ...asHuman })).status).toBe(200);
  await world.act("window", { hoursAgo: 7 * 24 + 0.1 });
  expect(code(await world.send({ ...text("too late"), ...asHuman }))).toEqual([
    10, 2018278,
  ]);
});

test("retired tags are refused", async () => {
  await theyWrite();
  for (const tag of [
    "ACCOUNT_UPDATE",
    "CONFIRMED_EVENT_UPDATE",
    "POST_PURCHASE_UPDATE",
  ])
    expect(
      code(
        await world.send({ ...text("x"), messaging_type: "MESSAGE_TAG", tag }),
      ),
    ).toEqual([100, undefined]);
});

test.each([
  ["2001 letters", text("x".repeat(2001)), [100, undefined]],
  ["nothing", { message: {} }, [100, undefined]],
  [
    "text with an attachment",
    {
      message: {
        text: "x",
        attachment: { type: "image", payload: { url: "http://x/" } },
      },
    },
    [100, undefined],
  ],
  [
    "a message with an action",
    { ...text("x"), sender_action: "typing_on" },
    [100, 2018014],
  ],
  [
    "an unknown person",
    { ...text("x"), recipient: { id: "7999999999999999" } },
    [100, 2018001],
  ],
  [
    "a person of another page",
    { ...text("x"), recipient: { id: "7300000000001002" } },
    [100, 2018001],
  ],
  [
    "somebody who never wrote",
    { ...text("x"), recipient: { id: "7300000000002001" } },
    [100, 2018001],
  ],
  [
    "long metadata",
    { message: { text: "x", metadata: "m".repeat(1000) } },
    [100, undefined],
  ],
  [
    "a reply to nothing",
    { ...text("x"), reply_to: { mid: "m_none" } },
    [100, undefined],
  ],
])("refuses %s", async (_, given, expected) => {
  await theyWrite();
  expect(code(await world.send(given))).toEqual(expected);
  expect(received()).toEqual([]);
});

test("2000 letters are not too many", async () => {
  await theyWrite();
  expect((await world.send(text("x".repeat(2000)))).status).toBe(200);
});

test("someone who blocked the page is unavailable, by either code", async () => {
  await theyWrite();
  await world.act("block", { blocked: true });
  expect(code(await world.send(text("x")))).toEqual([551, 1545041]);
  await world.control("PATCH", "/faults", { blockedAs: "200" });
  const answer = await world.send(text("x"));
  expect(code(answer)).toEqual([200, 1545041]);
  expect(answer.body.error?.message).toContain("(#551)");
});

test("tokens: none, unknown, dead, of another page", async () => {
  await theyWrite();
  const path = `${PAGE.pageId}/messages?access_token=`;
  const to = { recipient: { id: PSID }, ...text("x") };
  expect(code(await world.graph("POST", path, to))[0]).toBe(104);
  expect(code(await world.graph("POST", `${path}nonsense`, to))[0]).toBe(190);
  expect(code(await world.graph("POST", path + OTHER_PAGE.token, to))).toEqual([
    100, 33,
  ]);
  await world.control("PATCH", `/pages/${PAGE.pageId}`, { deadSubcode: 460 });
  const dead = await world.send(text("x"));
  expect(code(dead)).toEqual([190, 460]);
  expect(dead.body.error).toMatchObject({
    type: "OAuthException",
    fbtrace_id: expect.any(String) as string,
  });
  await world.control("PATCH", `/pages/${PAGE.pageId}`, { deadSubcode: null });
  expect((await world.send(text("x"))).status).toBe(200);
});

test("appsecret_proof: right, wrong, missing, demanded", async () => {
  await theyWrite();
  const proof = createHmac("sha256", APP.appSecret)
    .update(PAGE.token)
    .digest("hex");
  const path = `${PAGE.pageId}/messages?appsecret_proof=`;
  const to = { recipient: { id: PSID }, ...text("x") };
  expect((await world.graph("POST", path + proof, to)).status).toBe(200);
  const wrong = await world.graph("POST", path + "0".repeat(64), to);
  expect(wrong.body.error).toMatchObject({
    code: 100,
    type: "GraphMethodException",
  });
  await world.control("PATCH", `/apps/${APP.appId}`, { requireProof: true });
  const missing = await world.send(text("x"));
  expect(missing.body.error).toMatchObject({
    code: 100,
    type: "GraphMethodException",
  });
  expect((await world.graph("POST", path + proof, to)).status).toBe(200);
});

test("time-out after accepting: the customer has it, the echo comes, the answer never", async () => {
  await theyWrite();
  await world.control("PATCH", "/faults", {
    sendTimeout: "after",
    sendTimeoutCount: 1,
  });
  const call = fetch(
    `${world.simulator.url}/v26.0/${PAGE.pageId}/messages?access_token=${PAGE.token}`,
    {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        recipient: { id: PSID },
        message: { text: "uncertain", metadata: "k" },
      }),
      signal: AbortSignal.timeout(400),
    },
  );
  await expect(call).rejects.toThrow();
  expect(received()).toEqual(["uncertain"]);
  await world.receiver.until(() =>
    world.receiver
      .items()
      .some((item) => item["message"]?.["metadata"] === "k"),
  );
  expect((await world.send(text("certain"))).status).toBe(200);
});

test("time-out before accepting: nobody has it", async () => {
  await theyWrite();
  await world.control("PATCH", "/faults", { sendTimeout: "before" });
  const call = fetch(
    `${world.simulator.url}/v26.0/me/messages?access_token=${PAGE.token}`,
    {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        recipient: { id: PSID },
        message: { text: "lost" },
      }),
      signal: AbortSignal.timeout(200),
    },
  );
  await expect(call).rejects.toThrow();
  expect(received()).toEqual([]);
});

test("a cut connection, with and without the message", async () => {
  await theyWrite();
  await world.control("PATCH", "/faults", {
    sendTimeout: "reset-after",
    sendTimeoutCount: 1,
  });
  await expect(world.send(text("cut"))).rejects.toThrow();
  expect(received()).toEqual(["cut"]);
  await world.control("PATCH", "/faults", { graphDown: "reset" });
  await expect(world.send(text("gone"))).rejects.toThrow();
  await world.control("PATCH", "/faults", { graphDown: "500" });
  expect((await world.send(text("gone"))).status).toBe(500);
  expect(received()).toEqual(["cut"]);
});

test("the echo can come before the answer", async () => {
  await theyWrite();
  await world.control("PATCH", "/faults", { echoFirst: true });
  await world.send(text("first"));
  expect(
    world.receiver.items().filter((item) => item["message"]?.["is_echo"]),
  ).toHaveLength(1);
});

test("planned failures are spent one by one", async () => {
  await theyWrite();
  await world.control("PATCH", "/faults", {
    failSends: { count: 2, code: 368 },
  });
  expect(code(await world.send(text("1")))).toEqual([368, undefined]);
  expect(code(await world.send(text("2")))).toEqual([368, undefined]);
  expect((await world.send(text("3"))).status).toBe(200);
});

test("limits are refused with their headers", async () => {
  await theyWrite();
  await world.control("PATCH", "/faults", {
    rateLimited: "80006",
    rateLimitedMinutes: 7,
  });
  const limited = await world.send(text("x"));
  expect(code(limited)).toEqual([80006, undefined]);
  const usage = JSON.parse(
    limited.headers.get("x-business-use-case-usage") ?? "{}",
  ) as Record<string, unknown[]>;
  expect(usage[PAGE.pageId]?.[0]).toMatchObject({
    type: "messenger",
    call_count: 100,
    estimated_time_to_regain_access: 7,
  });
  await world.control("PATCH", "/faults", { rateLimited: "4" });
  const app = await world.send(text("x"));
  expect(app.body.error).toMatchObject({ code: 4, is_transient: true });
  expect(app.headers.get("x-app-usage")).toContain('"call_count":100');
  await world.control("DELETE", "/faults");
  await world.control("PATCH", "/settings", { textSendsPerSecond: 2 });
  const codes = [];
  for (let nth = 0; nth < 3; nth++)
    codes.push(code(await world.send(text("x")))[0]);
  expect(codes).toEqual([undefined, undefined, 613]);
});

test("another app's chat must be taken first", async () => {
  await theyWrite();
  await world.act("owner", { appId: "263902037430900" });
  expect(code(await world.send(text("x")))).toEqual([10, 2018300]);
  const taken = await world.graph(
    "POST",
    `${PAGE.pageId}/take_thread_control`,
    { recipient: { id: PSID } },
  );
  expect(taken.body).toEqual({ success: true });
  expect((await world.send(text("mine"))).status).toBe(200);
  const passed = await world.graph(
    "POST",
    `${PAGE.pageId}/pass_thread_control`,
    {
      recipient: { id: PSID },
      target_app_id: "263902037430900",
    },
  );
  expect(passed.body).toEqual({ success: true });
  expect(code(await world.send(text("x")))).toEqual([10, 2018300]);
});

test("typing, seen and reactions show in the customer's chat", async () => {
  const { mid } = await world.act<{ mid: string }>("messages", {
    text: "Hello",
  });
  const act = (sender_action: string, more = {}) =>
    world.send({ messaging_type: undefined, sender_action, ...more });
  expect((await act("typing_on")).body).toEqual({ recipient_id: PSID });
  await act("mark_seen");
  await act("react", { payload: { message_id: mid, reaction: "😊" } });
  const look = () =>
    world.control<{
      pageTyping: boolean;
      messages: { state: string; reactions: unknown[] }[];
    }>("GET", `/chats/${PAGE.pageId}/${PSID}`);
  const chat = await look();
  expect(chat.pageTyping).toBe(true);
  expect(chat.messages[0]).toMatchObject({
    state: "seen",
    reactions: [{ by: "page", emoji: "😊" }],
  });
  await act("unreact", { payload: { message_id: mid } });
  await act("typing_off");
  expect(await look()).toMatchObject({
    pageTyping: false,
    messages: [{ reactions: [] }],
  });
});
