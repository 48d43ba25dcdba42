import { createHmac } from "node:crypto";
import { expect, test, vi } from "vitest";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import type { TeamChat } from "#contract/notifications/team-chat.ts";
import { teamChatRequest } from "#server/pipeline/push/team-chat-request.ts";
import { randomToken } from "#server/runtime/crypto.ts";

import { openPushWorld } from "./test-push-world.ts";

/** Alerts in team chats, from outside: the chats' servers replaced at the network. */

const { server, service, received, answers, takenThread } =
  await openPushWorld();
const { ok } = server;

test("an alert goes once to each team chat that wants it, in its form and language, and again while a chat is down", async () => {
  const olga = await server.world.agent("Olga", "owner");
  const mei = await server.world.agent("Mei");
  const { threadId } = await takenThread(mei);
  const secret = "a-secret-of-the-program";
  const hook = (name: string) => `/hooks/${name}-${randomToken(8)}`;
  const paths = { slack: hook("s"), discord: hook("d"), webhook: hook("w") };
  const alerts = ["owner_silent"];
  const chat = async (kind: keyof typeof paths, more: object = {}) =>
    await ok<TeamChat>(olga, "POST", "/team-chats", {
      name: kind,
      kind,
      url: service.url + paths[kind],
      alerts,
      ...more,
    });
  await chat("slack", { locale: "zh-TW" });
  const discord = await chat("discord", { showsText: true });
  await chat("webhook", { secret });
  const missing = { name: "no", kind: "line", secret, alerts };
  expect(await server.call(olga, "POST", "/team-chats", missing)).toMatchObject(
    { status: 422, body: { errors: [{ path: "recipient" }] } },
  );
  answers.set(paths.discord, 500);
  const owner = { id: mei.agentId, name: "Mei <@here>" };
  const alert = { kind: "owner_silent", threadId, detail: { owner } };
  await inPrismaTransaction(server.world.context.db, (tx) =>
    raiseAlerts(
      tx,
      [
        alert,
        { ...alert, agentId: mei.agentId },
        { kind: "unassigned", threadId },
      ],
      new Date(),
    ),
  );
  const got = (kind: keyof typeof paths) =>
    received.filter(({ path }) => path === paths[kind]);
  const listed = async () =>
    (await ok<{ items: TeamChat[] }>(olga, "GET", "/team-chats")).items;
  const one = async (id: string) =>
    (await listed()).find((each) => each.id === id);
  await vi.waitUntil(
    async () => (await one(discord.id))?.error === "refused · 500",
    20_000,
  );
  answers.set(paths.discord, 204);
  await vi.waitUntil(() => got("discord").length > 1, 20_000);
  await vi.waitUntil(
    async () => (await one(discord.id))?.error === null,
    20_000,
  );
  await vi.waitUntil(() => got("webhook").length > 0, 20_000);
  await vi.waitUntil(() => got("slack").length > 0, 20_000);
  const [slack] = got("slack");
  const said = JSON.parse(String(slack?.body)) as { text: string };
  expect(said.text).toContain("*Mei &lt;@here&gt;一直沒有回覆顧客*");
  expect(said.text).toContain(`/inbox/${threadId}|`);
  expect(said.text).not.toContain("“hi”");
  expect(JSON.parse(String(got("discord").at(-1)?.body))).toMatchObject({
    content: expect.stringContaining("“hi”") as unknown,
    allowed_mentions: { parse: [] },
  });
  const [signed] = got("webhook");
  const head = (name: string) => String(signed?.headers[`webhook-${name}`]);
  const mac = createHmac("sha256", secret)
    .update(`${head("id")}.${head("timestamp")}.${String(signed?.body)}`)
    .digest("base64");
  expect(head("signature")).toBe(`v1,${mac}`);

  // The address of a webhook is a secret, too: it never comes back. A test says what the chat answered.
  answers.set(paths.slack, 404);
  const slackId = (await listed()).find(({ kind }) => kind === "slack")?.id;
  expect(await ok(olga, "POST", `/team-chats/${slackId}/test`)).toMatchObject({
    outcome: "refused",
    status: 404,
  });
  for (const path of ["/team-chats", "/audit"]) {
    const text = JSON.stringify(await ok(olga, "GET", path));
    for (const hidden of [secret, ...Object.values(paths)])
      expect(text).not.toContain(hidden);
  }
  expect([got("slack").length, got("webhook").length]).toEqual([1 + 1, 1]);
  for (const { id } of await listed())
    await ok(olga, "DELETE", `/team-chats/${id}`);
});

test("LINE gets a push with the key of its retries, and Teams a card", () => {
  const target = { url: null, secret: "token", recipient: "C1" };
  const link = { label: "Open", url: "https://parley.example/board" };
  const text = { title: "*One*", lines: [], link };
  const sending = { id: "key", at: new Date(), alert: null, text };
  const line = teamChatRequest({ ...target, kind: "line" }, sending);
  expect(line.headers).toEqual({
    authorization: "Bearer token",
    "x-line-retry-key": "key",
  });
  expect(JSON.parse(line.body)).toEqual({
    to: "C1",
    messages: [{ type: "text", text: `*One*\n${link.url}` }],
  });
  const url = "https://teams.example/hook";
  const teams = teamChatRequest({ ...target, url, kind: "teams" }, sending);
  expect(JSON.parse(teams.body)).toMatchObject({
    type: "message",
    attachments: [
      {
        content: {
          body: [{ text: "\\*One\\*" }],
          actions: [{ title: "Open", url: link.url }],
        },
      },
    ],
  });
});
