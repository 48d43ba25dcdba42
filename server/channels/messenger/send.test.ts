import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  OutboundMessage,
  SendOutcome,
} from "#server/channels/outbound-message.ts";
import type { SendTarget } from "#server/channels/channel.ts";
import {
  graphError,
  json,
  reset,
  startTestServer,
} from "#server/channels/common/test-server.ts";
import type {
  Answer,
  TestServer,
} from "#server/channels/common/test-server.ts";
import { createChannels } from "#server/channels/registry.ts";
import { createLog } from "#server/runtime/log.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const target: SendTarget = {
  kind: "messenger",
  accountId: "104200000000011",
  credentials: "page-token-under-test",
  secret: "the-secret-of-the-app",
  appId: "1005",
  options: {},
  threadKey: "",
  told: null,
  recipientId: "7300000000004821",
};
const REFERENCE = "0198a000-0000-7000-8000-000000000001";
const SENT = json({ recipient_id: "7300000000004821", message_id: "m_OUT" });

function send(message: Partial<OutboundMessage>): Promise<SendOutcome> {
  const { messenger } = createChannels({
    metaGraphUrl: server.url,
    metaGraphVersion: "v26.0",
    log: createLog("silent"),
    outboundPrivate: false,
    now: () => new Date(),
  });
  return messenger.send(
    target,
    {
      id: "0198a000-0000-7000-8000-000000000001",
      reference: REFERENCE,
      window: "standard",
      replyToMid: null,
      body: { kind: "text", text: "It is in stock 🙂" },
      ...message,
    },
    new AbortController().signal,
  );
}

const picture = (open: () => Promise<Blob>): OutboundMessage["body"] => ({
  kind: "file",
  type: "image",
  name: "Lampe blau.png",
  mimeType: "image/png",
  size: 3,
  open,
  publicUrl: () => Promise.resolve("https://parley.example/media/x/y"),
});

function sentJson(): unknown {
  return JSON.parse(String(server.received[0]?.body));
}

async function sentForm(): Promise<FormData> {
  const received = server.received[0];
  return new Response(new Uint8Array(received?.body ?? []), {
    headers: { "content-type": received?.headers["content-type"] ?? "" },
  }).formData();
}

function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

describe("the request", () => {
  test("a plain response", async () => {
    server.answer(SENT);
    expect(await send({})).toEqual({
      kind: "accepted",
      externalId: "m_OUT",
      usage: null,
    });
    expect(server.received[0]?.path).toBe("/v26.0/104200000000011/messages");
    expect(sentJson()).toEqual({
      recipient: { id: "7300000000004821" },
      messaging_type: "RESPONSE",
      message: { text: "It is in stock 🙂", metadata: REFERENCE },
    });
  });

  test("a human agent's reply to a message", async () => {
    server.answer(SENT);
    await send({ window: "human_agent", replyToMid: "m_IN" });
    expect(sentJson()).toMatchObject({
      messaging_type: "MESSAGE_TAG",
      tag: "HUMAN_AGENT",
      reply_to: { mid: "m_IN" },
    });
  });

  test("half a surrogate pair is replaced, not sent", async () => {
    server.answer(SENT);
    await send({ body: { kind: "text", text: "a\ud83d" } });
    expect(sentJson()).toMatchObject({ message: { text: "a\ufffd" } });
  });

  test("a file as multipart, with name, type and reference", async () => {
    server.answer(SENT);
    const bytes = Uint8Array.from(
      { length: 70_000 },
      (_, index) => index % 251,
    );
    const blob = new Blob([bytes], { type: "image/png" });
    const outcome = await send({
      body: picture(() => Promise.resolve(blob)),
      replyToMid: "m_IN",
    });
    expect(outcome).toMatchObject({ kind: "accepted" });
    const form = await sentForm();
    expect(JSON.parse(textIn(form, "recipient"))).toEqual({
      id: "7300000000004821",
    });
    expect(form.get("messaging_type")).toBe("RESPONSE");
    expect(JSON.parse(textIn(form, "reply_to"))).toEqual({ mid: "m_IN" });
    expect(JSON.parse(textIn(form, "message"))).toEqual({
      attachment: { type: "image", payload: {} },
      metadata: REFERENCE,
    });
    const file = form.get("filedata") as File;
    expect([file.name, file.type]).toEqual(["Lampe blau.png", "image/png"]);
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
  });
});

describe("the four ends", () => {
  test.each<[string, Answer, object]>([
    [
      "a refusal",
      graphError(10, 2018278),
      { kind: "refused", error: { key: "window_closed" } },
    ],
    [
      "a broken channel",
      graphError(190, 460),
      { kind: "refused", error: { key: "token_invalid" } },
    ],
    [
      "a limit",
      graphError(613),
      { kind: "later", wholeChannel: true, error: { key: "rate_limited" } },
    ],
    ["a hiccup", graphError(2), { kind: "later", wholeChannel: false }],
    ["a cut line", reset, { kind: "uncertain", error: { key: "maybe_sent" } }],
    ["maybe sent", graphError(1, 1357046), { kind: "uncertain" }],
    [
      "success without an id",
      json({ recipient_id: "7" }),
      { kind: "uncertain", error: { key: "maybe_sent" } },
    ],
  ])("%s", async (_name, answer, expected) => {
    server.answer(answer);
    expect(await send({})).toMatchObject(expected);
    expect(server.received).toHaveLength(1); // never a second try of its own
  });

  test("a file that cannot be read is refused without a call", async () => {
    server.answer(SENT);
    const unreadable = () => Promise.reject(new Error("gone from the disk"));
    expect(await send({ body: picture(unreadable) })).toMatchObject({
      kind: "refused",
      error: { key: "file_unreadable", message: "gone from the disk" },
    });
    expect(server.received).toHaveLength(0);
  });
});
