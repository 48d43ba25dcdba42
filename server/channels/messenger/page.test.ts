import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonTarget } from "#server/channels/messenger/target.ts";
import { findSent } from "#server/channels/messenger/conversation.ts";
import {
  pageInfo,
  takeThreadControl,
} from "#server/channels/messenger/page.ts";
import { fetchProfile } from "#server/channels/messenger/profile.ts";
import {
  markSeen,
  react,
  typing,
} from "#server/channels/messenger/sender-action.ts";
import { createGraph } from "#server/channels/meta/graph.ts";
import type { Graph } from "#server/channels/meta/graph.ts";
import {
  graphError,
  json,
  reset,
  startTestServer,
} from "#server/channels/common/test-server.ts";
import type { TestServer } from "#server/channels/common/test-server.ts";

let server: TestServer;
let graph: Graph;
beforeAll(async () => {
  server = await startTestServer();
  graph = createGraph({ baseUrl: server.url, version: "v26.0" });
});
afterAll(() => server.stop());

const target: PersonTarget = {
  accountId: "104200000000011",
  accessToken: "page-token-under-test",
  appSecret: "the-secret-of-the-app",
  recipientId: "7300000000004821",
};

function sentJson(): unknown {
  return JSON.parse(String(server.received[0]?.body));
}

describe("sender actions", () => {
  const recipient = { id: "7300000000004821" };
  test.each<[string, () => Promise<unknown>, object]>([
    [
      "typing on",
      () => typing(graph, target, true),
      { sender_action: "typing_on" },
    ],
    [
      "typing off",
      () => typing(graph, target, false),
      { sender_action: "typing_off" },
    ],
    ["seen", () => markSeen(graph, target), { sender_action: "mark_seen" }],
    [
      "a reaction",
      () => react(graph, target, "m_IN", "😊"),
      {
        sender_action: "react",
        payload: { message_id: "m_IN", reaction: "😊" },
      },
    ],
    [
      "a reaction taken back",
      () => react(graph, target, "m_IN", null),
      { sender_action: "unreact", payload: { message_id: "m_IN" } },
    ],
  ])("%s", async (_name, act, expected) => {
    server.answer(json({ recipient_id: recipient.id }));
    expect(await act()).toEqual({ kind: "done" });
    expect(sentJson()).toEqual({ recipient, ...expected });
  });

  test("fail as later where trying again is safe", async () => {
    server.answer(reset);
    expect(await markSeen(graph, target)).toMatchObject({ kind: "later" });
    server.answer(graphError(10, 2018300));
    expect(await markSeen(graph, target)).toMatchObject({
      kind: "refused",
      error: { key: "other_app_controls" },
    });
  });
});

describe("fetchProfile", () => {
  const names = json({
    id: "7300000000004821",
    name: "Ana Torres",
    first_name: "Ana",
    last_name: "Torres",
    profile_pic: "https://cdn.example/p.jpg",
  });
  const participants = (name: string) =>
    json({
      data: [
        {
          participants: {
            data: [
              { id: "104200000000011", name: "ConnectionState Shop" },
              { id: "7300000000004821", name },
            ],
          },
        },
      ],
    });

  test("names first, extras in their own call", async () => {
    server.answer(names, json({ locale: "es_ES", timezone: 5.5 }));
    expect(await fetchProfile(graph, target)).toEqual({
      kind: "known",
      profile: {
        name: "Ana Torres",
        firstName: "Ana",
        lastName: "Torres",
        pictureUrl: "https://cdn.example/p.jpg",
        locale: "es_ES",
        timezone: 5.5,
      },
    });
    expect(server.received.map(({ query }) => query["fields"])).toEqual([
      "id,name,first_name,last_name,profile_pic",
      "locale,timezone",
    ]);
  });

  test("extras that are not permitted do not cost the name", async () => {
    server.answer(names, graphError(100, 2018247));
    expect(await fetchProfile(graph, target)).toMatchObject({
      kind: "known",
      profile: { name: "Ana Torres", locale: null, timezone: null },
    });
  });

  test("first and last name alone make a name", async () => {
    server.answer(json({ first_name: "Ana", last_name: "Torres" }), json({}));
    expect(await fetchProfile(graph, target)).toMatchObject({
      profile: { name: "Ana Torres" },
    });
  });

  test.each([
    ["refused", graphError(100, 2018218)],
    ["not permitted", graphError(100, 2018247)],
    ["empty", json({})],
    ["only an id", json({ id: "7300000000004821" })],
  ])("%s: the conversation knows the name", async (_name, answer) => {
    server.answer(answer, participants("Ana Torres"));
    expect(await fetchProfile(graph, target)).toMatchObject({
      kind: "known",
      profile: { name: "Ana Torres", pictureUrl: null },
    });
    expect(server.received[1]?.query).toMatchObject({
      platform: "messenger",
      user_id: "7300000000004821",
    });
  });

  test.each([
    ["no profile", graphError(100, 2018218), "profile_unavailable"],
    ["no permission", graphError(100, 2018247), "profile_permission_missing"],
    ["empty", json({}), "profile_permission_missing"],
  ])("%s, and nobody knows a real name", async (_name, answer, key) => {
    server.answer(answer, participants("Facebook User"));
    expect(await fetchProfile(graph, target)).toMatchObject({
      kind: "refused",
      error: { key },
    });
  });

  test("an expired token is reported at once, a limit is later", async () => {
    server.answer(graphError(190));
    expect(await fetchProfile(graph, target)).toMatchObject({
      kind: "refused",
      error: { key: "token_invalid" },
    });
    expect(server.received).toHaveLength(1);
    server.answer(graphError(80006));
    expect(await fetchProfile(graph, target)).toMatchObject({ kind: "later" });
    server.answer(json({}), graphError(613));
    expect(await fetchProfile(graph, target)).toMatchObject({ kind: "later" });
  });
});

describe("findSent", () => {
  const since = new Date("2026-11-20T12:00:00.400Z");
  const PAGE_SIDE = { id: "104200000000011", name: "ConnectionState Shop" };
  const message = (id: string, time: string, more: object = {}) => ({
    id,
    created_time: `2026-11-20T${time}+0000`,
    from: PAGE_SIDE,
    message: "It is in stock.",
    ...more,
  });
  const holding = (messages: object[]) =>
    json({ data: [{ id: "t_1", messages: { data: messages } }] });
  const answerWith = (...messages: object[]) =>
    server.answer(holding(messages));
  const look = (more: object = {}) =>
    findSent(graph, target, {
      text: "It is  in stock.\n",
      hasFile: false,
      since,
      ...more,
    });

  test("the page's message with that text, within the same second", async () => {
    answerWith(message("m_9", "12:00:00"));
    expect(await look()).toEqual({
      kind: "found",
      externalId: "m_9",
      at: new Date("2026-11-20T12:00:00Z"),
    });
  });

  test("of several the oldest that is not accounted for", async () => {
    answerWith(
      message("m_3", "12:00:09"),
      message("m_2", "12:00:04"),
      message("m_1", "12:00:01"),
    );
    expect(await look({ excluding: ["m_1"] })).toMatchObject({
      externalId: "m_2",
    });
  });

  test.each<[string, object]>([
    [
      "the customer's own words",
      message("m_1", "12:00:02", { from: { id: "7300000000004821" } }),
    ],
    ["another text", message("m_1", "12:00:02", { message: "It is sold." })],
    ["an older one", message("m_1", "11:58:00")],
    [
      "one with a file",
      message("m_1", "12:00:02", { attachments: { data: [{ id: "1" }] } }),
    ],
    [
      "one without details",
      { id: "m_1", created_time: "2026-11-20T12:00:02+0000" },
    ],
  ])("not %s", async (_name, other) => {
    answerWith(other);
    expect(await look()).toEqual({ kind: "absent" });
  });

  test("a file is identified by having one and no text", async () => {
    const attachments = { data: [{ id: "1", mime_type: "image/png" }] };
    answerWith(message("m_1", "12:00:02", { message: "", attachments }));
    expect(await look({ text: null, hasFile: true })).toMatchObject({
      kind: "found",
    });
  });

  test("no conversation yet is absent; a refusal leaves it unknown", async () => {
    server.answer(json({ data: [] }));
    expect(await look()).toEqual({ kind: "absent" });
    server.answer(graphError(613));
    expect(await look()).toMatchObject({
      kind: "unknown",
      error: { key: "rate_limited" },
    });
  });

  test("a busy conversation: absent once every older message is one that we have, else unknown", async () => {
    const newest = Array.from({ length: 20 }, (_, index) =>
      message(`m_${index}`, "12:05:00", { message: `Other ${index}` }),
    );
    const idOf = (id: string, time: string) => ({
      id,
      created_time: `2026-11-20T${time}+0000`,
    });
    const older = [idOf("m_20", "12:01:00"), idOf("m_21", "12:00:01")];
    const answers = (all: object[]) =>
      server.answer(holding(newest), holding(all));
    answers([...newest, ...older]);
    expect(await look({ known: ["m_20", "m_21"] })).toEqual({ kind: "absent" });
    answers([...newest, ...older]);
    expect(await look({ known: ["m_20"] })).toMatchObject({ kind: "unknown" });
    // One from before the attempt is no question.
    answers([...newest, idOf("m_20", "12:01:00"), idOf("m_99", "11:00:00")]);
    expect(await look({ known: ["m_20"] })).toEqual({ kind: "absent" });
    // More than are listed: nobody knows what lies behind.
    const many = Array.from({ length: 200 }, (_, nth) =>
      idOf(`m_${nth}`, "12:01:00"),
    );
    answers(many);
    expect(await look({ known: many.map(({ id }) => id) })).toMatchObject({
      kind: "unknown",
    });
  });
});

describe("the page", () => {
  test("returns name and picture", async () => {
    server.answer(
      json({
        name: "ConnectionState Shop",
        picture: { data: { url: "https://cdn.example/l.png" } },
      }),
    );
    expect(await pageInfo(graph, target)).toEqual({
      kind: "known",
      name: "ConnectionState Shop",
      pictureUrl: "https://cdn.example/l.png",
    });
  });

  test("takes a thread, unless it may not take it", async () => {
    server.answer(json({ success: true }));
    expect(await takeThreadControl(graph, target, "by Ana")).toEqual({
      kind: "done",
    });
    expect(server.received[0]?.path).toBe(
      "/v26.0/104200000000011/take_thread_control",
    );
    expect(sentJson()).toEqual({
      recipient: { id: "7300000000004821" },
      metadata: "by Ana",
    });
    server.answer(graphError(27));
    expect(await takeThreadControl(graph, target)).toMatchObject({
      kind: "refused",
      error: { key: "other_app_controls" },
    });
  });
});
