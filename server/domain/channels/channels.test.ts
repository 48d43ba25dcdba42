import { beforeAll, describe, expect, test } from "vitest";
import type { CreateMessenger } from "#contract/channels/channel-requests.ts";
import { channelSchema } from "#contract/channels/channel.ts";
import type { Role } from "#contract/people/agent.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { resealSecrets } from "#server/domain/access/reseal-secrets.ts";
import { secretsOf } from "#server/domain/channels/channel-secrets.ts";
import {
  deleteChannel,
  getChannel,
  listChannelNames,
  listChannels,
} from "#server/domain/channels/channels.ts";
import { recordCheck } from "#server/domain/channels/health/check.ts";
import { createMessengerChannel } from "#server/domain/channels/connect/connect-messenger.ts";
import {
  addProblem,
  clearSource,
  recordLooks,
} from "#server/domain/channels/health/health.ts";
import { recordPolicy } from "#server/domain/channels/health/policy.ts";
import { updateChannel } from "#server/domain/channels/update-channel.ts";
import {
  recordWebhookVerified,
  webhookApp,
} from "#server/domain/channels/webhook-app.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { createVault, newId } from "#server/runtime/crypto.ts";
import {
  createTestContext,
  newActor,
  newDigits,
  newThread,
  TEST_KEY,
  type TestContext,
} from "#server/domain/test-context.ts";
import type { Actor } from "#server/domain/access/actor.ts";

let context: TestContext;
let supervisor: Actor;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
  supervisor = await newActor(context, "supervisor");
});

const newPage = (more: Partial<CreateMessenger> = {}): CreateMessenger => ({
  type: "messenger",
  pageId: newDigits(),
  pageToken: "EAA-page-token",
  appId: newDigits(),
  appSecret: "the-app-secret",
  ...more,
});

const keyOf = (webhookUrl: string) => webhookUrl.split("/").at(-1)!;

describe("who may see and connect pages", () => {
  const cases: [Role, boolean][] = [
    ["owner", true],
    ["admin", true],
    ["supervisor", true],
    ["agent", false],
    ["reviewer", false],
  ];
  for (const [role, allowed] of cases) {
    test(`${role} ${allowed ? "may" : "may not"}`, async () => {
      const actor = await newActor(context, role);
      const channel = await createMessengerChannel(
        context,
        supervisor,
        newPage(),
      );
      const attempts = [
        () => createMessengerChannel(context, actor, newPage()),
        () => listChannels(context, actor, { limit: 5 }),
        () => getChannel(context, actor, channel.id),
        () => updateChannel(context, actor, channel.id, { enabled: false }),
        () => deleteChannel(context, actor, channel.id),
      ];
      for (const attempt of attempts) {
        if (allowed) await attempt();
        else
          await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
      }
      // The names are for everybody.
      const named = (await listChannelNames(context, actor)).map(
        ({ id }) => id,
      );
      // A reviewer knows of the one page that they review.
      expect(named.includes(channel.id)).toBe(role !== "reviewer");
    });
  }
});

test("secrets are sealed in the database and never in an answer", async () => {
  const input = newPage({ pageToken: "TOKEN-1", appSecret: "SECRET-1" });
  const channel = await createMessengerChannel(context, supervisor, input);
  channelSchema.strict().parse(channel);
  expect(channel.webhookUrl).toMatch(
    /^https:\/\/parley\.example\/webhooks\/meta\/[\w-]{43}$/,
  );
  const row = await context.db.prisma.channel.findUniqueOrThrow({
    where: { id: channel.id },
    include: { source: true },
  });
  const audit = await context.db.prisma.auditEntry.findMany();
  const text = JSON.stringify([
    channel,
    row,
    audit,
    await listChannelNames(context, supervisor),
  ]);
  expect(text).not.toContain("TOKEN-1");
  expect(text).not.toContain("SECRET-1");
  expect(row.source.verifyTokenSealed).not.toContain(channel.verifyToken);
  expect(await secretsOf(context, channel.id)).toMatchObject({
    credentials: "TOKEN-1",
    secret: "SECRET-1",
    accountId: input.pageId,
    appId: input.appId,
  });
});

test("pages of one app share its address; a new app needs its secret", async () => {
  const first = newPage();
  const a = await createMessengerChannel(context, supervisor, first);
  const { appSecret: _given, ...noSecret } = newPage({ appId: first.appId });
  const b = await createMessengerChannel(context, supervisor, noSecret);
  expect(b.webhookUrl).toBe(a.webhookUrl);
  expect(b.verifyToken).toBe(a.verifyToken);
  const { appSecret: _secret, ...unknownApp } = newPage();
  await expect(
    createMessengerChannel(context, supervisor, unknownApp),
  ).rejects.toMatchObject({
    code: "invalid_input",
    detail: { errors: [{ path: "appSecret" }] },
  });
});

test("two who connect the same new page at once get one channel", async () => {
  const input = newPage();
  const results = await Promise.allSettled(
    Array.from({ length: 4 }, () =>
      createMessengerChannel(context, supervisor, input),
    ),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(
    1,
  );
  for (const result of results) {
    if (result.status === "rejected")
      expect(result.reason).toMatchObject({ code: "already_exists" });
  }
});

test("a page that was disconnected comes back with its threads and a new token", async () => {
  const input = newPage({ name: "Lumen & Oak" });
  const channel = await createMessengerChannel(context, supervisor, input);
  const { threadId } = await newThread(context, channel.id);
  await deleteChannel(context, supervisor, channel.id);
  await expect(
    getChannel(context, supervisor, channel.id),
  ).rejects.toMatchObject({ code: "not_found" });
  await expect(secretsOf(context, channel.id)).rejects.toMatchObject({
    code: "not_found",
  });

  const { name: _name, ...again } = { ...input, pageToken: "TOKEN-2" };
  const revived = await createMessengerChannel(context, supervisor, again);
  expect(revived).toMatchObject({
    id: channel.id,
    name: "Lumen & Oak",
    health: "ok",
    webhookUrl: channel.webhookUrl,
  });
  expect((await secretsOf(context, channel.id)).credentials).toBe("TOKEN-2");
  const thread = await context.db.prisma.thread.findUniqueOrThrow({
    where: { id: threadId },
  });
  expect(thread.channelId).toBe(channel.id);
  await expect(
    createMessengerChannel(context, supervisor, again),
  ).rejects.toMatchObject({
    code: "already_exists",
    detail: { path: "pageId", current: { channelId: channel.id } },
  });
});

test("a new app secret takes over at once and the old one is good for a day", async () => {
  const channel = await createMessengerChannel(
    context,
    supervisor,
    newPage({ appSecret: "OLD" }),
  );
  const key = keyOf(channel.webhookUrl);
  expect((await webhookApp(context, key))?.secrets).toEqual(["OLD"]);
  await updateChannel(context, supervisor, channel.id, { appSecret: "NEW" });
  expect((await webhookApp(context, key))?.secrets).toEqual(["NEW", "OLD"]);
  // Saving the same secret again must not push the old one out.
  await updateChannel(context, supervisor, channel.id, { appSecret: "NEW" });
  expect((await webhookApp(context, key))?.secrets).toEqual(["NEW", "OLD"]);
  context.clock.at = new Date(Date.now() + 24 * 3_600_000 + 1_000);
  expect((await webhookApp(context, key, { fresh: true }))?.secrets).toEqual([
    "NEW",
  ]);
  context.clock.at = null;
  expect((await webhookApp(context, key, { fresh: true }))?.verifyToken).toBe(
    channel.verifyToken,
  );
  expect(await webhookApp(context, "no-such-key")).toBeNull();
});

test("a route must lead somewhere, and what is not named stays", async () => {
  const agent = await newActor(context, "agent");
  const open = { type: "agent" as const, id: agent.agentId };
  const channel = await createMessengerChannel(
    context,
    supervisor,
    newPage({ route: { open, closedMessage: "See you at 9." } }),
  );
  expect(channel.route).toMatchObject({
    open,
    closed: null,
    closedMessage: "See you at 9.",
  });
  const updated = await updateChannel(context, supervisor, channel.id, {
    route: { closed: open },
  });
  expect(updated.route).toMatchObject({
    open,
    closed: open,
    closedMessage: "See you at 9.",
  });
  const cleared = await updateChannel(context, supervisor, channel.id, {
    route: { open: null },
  });
  expect(cleared.route.open).toBeNull();
  for (const type of ["agent", "queue", "ring_group"] as const) {
    await expect(
      updateChannel(context, supervisor, channel.id, {
        route: { open: { type, id: newId() } },
      }),
    ).rejects.toMatchObject({
      code: "invalid_input",
      detail: { errors: [{ path: "route.open" }] },
    });
  }
});

test("problems are told in words, and a check takes back only what checks find", async () => {
  const { id } = await createMessengerChannel(context, supervisor, newPage());
  const now = new Date("2026-11-20T09:00:00Z");
  const read = () => getChannel(context, supervisor, id);
  await inPrismaTransaction(context.db, async (tx) => {
    await addProblem(
      tx,
      id,
      "token",
      { code: "token_dead", detail: "190/460" },
      now,
    );
    await recordPolicy(tx, {
      channelId: id,
      action: "warning",
      reason: "SPAM",
      at: now,
    });
  });
  const broken = await read();
  expect(broken.health).toBe("broken");
  expect(broken.problems.map(({ code }) => code)).toEqual([
    "token_dead",
    "policy_warning",
  ]);
  for (const { message, fix } of broken.problems) {
    expect(message.length).toBeGreaterThan(10);
    expect(fix.length).toBeGreaterThan(10);
  }
  await inPrismaTransaction(context.db, (tx) =>
    recordLooks(tx, id, [{ source: "token", found: [] }], now),
  );
  expect(await read()).toMatchObject({
    health: "degraded",
    problems: [{ code: "policy_warning" }],
  });
  await inPrismaTransaction(context.db, (tx) =>
    recordPolicy(tx, { channelId: id, action: "block", reason: null, at: now }),
  );
  expect((await read()).health).toBe("broken");
  await inPrismaTransaction(context.db, (tx) =>
    recordPolicy(tx, {
      channelId: id,
      action: "unblock",
      reason: null,
      at: now,
    }),
  );
  expect((await read()).health).toBe("degraded");
});

test("who did not look for a problem does not take it back", async () => {
  const { id } = await createMessengerChannel(context, supervisor, newPage());
  const now = new Date("2026-11-20T09:00:00Z");
  const codes = async () =>
    (await getChannel(context, supervisor, id)).problems.map(
      ({ code }) => code,
    );
  const change = (work: (tx: PrismaTx) => Promise<void>) =>
    inPrismaTransaction(context.db, work);
  for (const code of [
    "app_not_live",
    "permission_missing",
    "token_dead",
  ] as const)
    await change((tx) =>
      addProblem(tx, id, "send", { code, detail: null }, now),
    );
  await change((tx) =>
    recordLooks(
      tx,
      id,
      [
        { source: "token", found: [], disproves: ["token_dead"] },
        { source: "subscription", found: [] },
      ],
      now,
    ),
  );
  // The token lives; whether replies go out is for a reply to show.
  expect(await codes()).toEqual(["app_not_live", "permission_missing"]);
  await change((tx) =>
    recordLooks(
      tx,
      id,
      [
        {
          source: "token",
          found: [{ code: "permission_missing", detail: "pages_messaging" }],
        },
      ],
      now,
    ),
  );
  await change((tx) => clearSource(tx, id, "send"));
  expect(await codes()).toEqual(["permission_missing"]);

  // Rows of earlier versions do not say who learnt it.
  await context.db.prisma.channel.update({
    where: { id },
    data: {
      problems: [
        { code: "setup_incomplete", at: now.toISOString(), detail: null },
        { code: "token_dead", at: now.toISOString(), detail: null },
      ],
    },
    select: { id: true },
  });
  await change((tx) => clearSource(tx, id, "send"));
  expect(await codes()).toEqual(["token_dead"]);
});

test("a warning of Meta's shows its date, fades after a month, and a block does not", async () => {
  const { id } = await createMessengerChannel(context, supervisor, newPage());
  const DAY_MS = 24 * 3_600_000;
  const start = new Date("2026-10-01T08:00:00Z");
  const later = (days: number) => new Date(start.getTime() + days * DAY_MS);
  const warn = (action: string, at: Date) =>
    inPrismaTransaction(context.db, (tx) =>
      recordPolicy(tx, { channelId: id, action, reason: "spam", at }),
    );
  const check = (now: Date) =>
    inPrismaTransaction(context.db, (tx) =>
      recordCheck(tx, id, { looks: [], page: {}, now }),
    );
  const policies = async () =>
    (await getChannel(context, supervisor, id)).problems
      .filter(({ code }) => code.startsWith("policy_"))
      .map(({ code, since }) => [code, since]);
  await warn("warning", start);
  await warn("block", later(1));
  await warn("warning", later(20));
  await check(later(45));
  expect(await policies()).toEqual(
    expect.arrayContaining([
      ["policy_warning", later(20).toISOString()],
      ["policy_blocked", later(1).toISOString()],
    ]),
  );
  await check(later(51));
  expect(await policies()).toEqual([
    ["policy_blocked", later(1).toISOString()],
  ]);
});

test("a new token takes back what the old one was blamed for", async () => {
  const { id } = await createMessengerChannel(context, supervisor, newPage());
  await inPrismaTransaction(context.db, (tx) =>
    addProblem(
      tx,
      id,
      "token",
      { code: "token_dead", detail: null },
      new Date(),
    ),
  );
  const updated = await updateChannel(context, supervisor, id, {
    pageToken: "TOKEN-3",
  });
  expect(updated).toMatchObject({ health: "ok", problems: [] });
  expect(context.woken).toContain("send");
});

test("a rotation seals everything anew, once; a disconnected page has nothing left to seal", async () => {
  const gone = await createMessengerChannel(context, supervisor, newPage());
  await deleteChannel(context, supervisor, gone.id);
  const page = newPage({ pageToken: "TOKEN-4" });
  const channel = await createMessengerChannel(context, supervisor, page);
  const newest = "a newer key, long enough to be taken";
  const both = createVault([newest, TEST_KEY]);
  const rotated = { ...context, vault: both };
  expect((await resealSecrets(rotated, commandLine)).resealed).toBeGreaterThan(
    0,
  );
  expect(await resealSecrets(rotated, commandLine)).toEqual({ resealed: 0 });
  const onlyNew = { ...context, vault: createVault([newest]) };
  expect((await secretsOf(onlyNew, channel.id)).credentials).toBe("TOKEN-4");
});

test("once Meta has confirmed the webhook, no page of the app waits for it", async () => {
  const appId = newDigits();
  const pages = [newPage({ appId }), newPage({ appId })];
  const channels = [];
  for (const page of pages) {
    const channel = await createMessengerChannel(context, supervisor, page);
    await inPrismaTransaction(context.db, (tx) =>
      addProblem(
        tx,
        channel.id,
        "webhook",
        { code: "webhook_not_verified", detail: null },
        new Date(),
      ),
    );
    channels.push(channel);
  }
  const app = await webhookApp(context, keyOf(channels[0]!.webhookUrl));
  await recordWebhookVerified(context, app!.id);
  for (const { id } of channels) {
    const { health, problems, webhookVerifiedAt } = await getChannel(
      context,
      supervisor,
      id,
    );
    expect({ health, problems }).toEqual({ health: "ok", problems: [] });
    expect(webhookVerifiedAt).not.toBeNull();
  }
});
