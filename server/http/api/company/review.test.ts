import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Review, ReviewerLogIn } from "#contract/review/review.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { verifyPassword } from "#server/domain/access/sign-in/passwords.ts";
import { remindOfReviewers } from "#server/domain/people/remind-reviewers.ts";
import { englishTexts } from "#server/domain/review/texts/en.ts";
import { simplifiedTexts } from "#server/domain/review/texts/zh-cn.ts";
import { traditionalTexts } from "#server/domain/review/texts/zh-tw.ts";
import en from "#messages/en.json" with { type: "json" };
import zhCN from "#messages/zh-CN.json" with { type: "json" };
import zhTW from "#messages/zh-TW.json" with { type: "json" };
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** The kit for a page's app review, from outside. */

const DAY_MS = 24 * 3_600_000;
let server: TestServer;
let owner: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let status = 200;
const site = createServer((_request, response) => {
  response.writeHead(status).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  server = await startTestServer(await testDatabase(), {
    outboundPrivate: true,
  });
  owner = await server.world.agent("Olga", "owner");
  page = await server.world.page(null);
});
afterAll(async () => {
  site.close();
  await server.stop();
});

const call = (method: string, path = "", body?: object, actor = owner) =>
  server.call(actor, method, `/review/${page.channelId}${path}`, body);
const kit = async () => (await call("GET")).body as Review;
const isDone = async (key: string) =>
  (await kit()).checklist.find((line) => line.key === key)?.done;
const agentOf = (email: string) =>
  server.world.context.db.prisma.agent.findUniqueOrThrow({
    where: { email },
    select: {
      id: true,
      passwordHash: true,
      disabledAt: true,
      expiresAt: true,
      reviewChannelId: true,
      role: true,
    },
  });

test("every text names the page, the company and this installation, in three languages", async () => {
  await server.call(owner, "PATCH", "/settings/company", {
    name: "Acme Lamps",
    country: "TW",
    contactEmail: "privacy@acme.example",
  });
  const review = await kit();
  expect(review).toMatchObject({ state: "draft", notes: "", reviewer: null });
  const { publicUrl } = server.world.context.config;
  expect(review.permissions.map(({ key }) => key)).toEqual([
    "pages_messaging",
    "business_asset_user_profile_access",
    "pages_manage_metadata",
    "pages_show_list",
    "human_agent",
    "leads_retrieval",
  ]);
  for (const locale of ["en", "zh-CN", "zh-TW"] as const) {
    for (const { text, box } of review.permissions) {
      expect(text[locale]).toContain("Acme Lamps");
      expect(text[locale]).toContain(publicUrl);
      expect(box[locale]).not.toBe("");
    }
    const steps = review.instructions[locale];
    expect(steps).toContain(`${publicUrl}/sign-in`);
    expect(steps).toContain(`https://m.me/${page.pageId}`);
    expect(steps).toContain("{email}");
    expect(steps).toContain("{password}");
    expect(review.verification.text[locale]).toContain(publicUrl);
  }
  const countries = review.dataHandling.find(({ key }) => key === "controller");
  expect(countries?.text).toEqual({
    en: "Acme Lamps, Taiwan",
    "zh-CN": "Acme Lamps，台湾",
    "zh-TW": "Acme Lamps，台灣",
  });
});

test("the instructions use the console's own words", () => {
  const names = {
    company: "",
    page: "",
    consoleUrl: "",
    messengerUrl: "",
    privacyUrl: "",
    dataDeletionUrl: "",
    country: "",
    email: "",
    password: "",
  };
  for (const [{ instructions }, messages, quotes] of [
    [englishTexts(names), en, /“([^“”]+)”/g],
    [simplifiedTexts(names), zhCN, /“([^“”]+)”/g],
    [traditionalTexts(names), zhTW, /「([^「」]+)」/g],
  ] as const) {
    const quoted = instructions
      .flatMap((step) => [...step.matchAll(quotes)])
      .map(([, word]) => word);
    expect(quoted).toEqual([
      messages.signIn.submit,
      messages.actions.take,
      messages.composer.label,
    ]);
  }
});

test("the checklist sees what is there, and a person confirms the rest", async () => {
  expect(await isDone("company")).toBe(true);
  expect(await isDone("message")).toBe(false);
  const { prisma } = server.world.context.db;
  const lastEventAt = new Date(Date.now() - 3_600_000);
  const where = { id: page.channelId };
  await prisma.channel.update({ where, data: { lastEventAt } });
  expect(await isDone("message")).toBe(true);
  lastEventAt.setTime(Date.now() - 25 * 3_600_000);
  await prisma.channel.update({ where, data: { lastEventAt } });
  expect(await isDone("message")).toBe(false);
  expect(await isDone("icon")).toBe(false);
  await call("PATCH", "", { confirmed: ["icon", "live"] });
  expect(await isDone("icon")).toBe(true);
  await call("PATCH", "", { confirmed: ["live"] });
  expect(await isDone("icon")).toBe(false);
  const seen = await call("PATCH", "", { confirmed: ["webhook"] });
  expect(seen.status).toBe(422);
});

test("the privacy policy is asked, and only 200 counts", async () => {
  const { port } = site.address() as AddressInfo;
  await server.call(owner, "PATCH", "/settings/company", {
    privacyUrl: `http://127.0.0.1:${port}/privacy`,
  });
  expect(await isDone("privacy")).toBe(true);
  status = 404;
  expect(await isDone("privacy")).toBe(false);
  status = 302;
  expect(await isDone("privacy")).toBe(false);
  status = 200;
});

test("a reviewer with one call, another password by renewing, none any more after the approval", async () => {
  const made = await call("POST", "/reviewer");
  expect(made.status).toBe(201);
  const first = made.body as ReviewerLogIn;
  const account = await agentOf(first.email);
  expect(account).toMatchObject({
    role: "reviewer",
    reviewChannelId: page.channelId,
    disabledAt: null,
  });
  const days = (account.expiresAt?.getTime() ?? 0) - Date.now();
  expect(Math.round(days / DAY_MS)).toBe(60);
  expect(await verifyPassword(account.passwordHash, first.password)).toBe(true);
  const review = await kit();
  expect(review.reviewer).toMatchObject({
    agentId: account.id,
    email: first.email,
    isExpired: false,
    openThreads: 0,
    isDestination: false,
  });
  expect(review.instructions.en).toContain(first.email);
  expect(JSON.stringify(review)).not.toContain(first.password);
  expect(await isDone("reviewer")).toBe(true);

  expect(await call("POST", "/reviewer", {})).toMatchObject({
    status: 409,
    body: { code: "already_exists" },
  });
  const second = (await call("POST", "/reviewer", { renew: true }))
    .body as ReviewerLogIn;
  const renewed = await agentOf(second.email);
  expect(renewed.id).toBe(account.id);
  expect(await verifyPassword(renewed.passwordHash, first.password)).toBe(
    false,
  );
  expect(await verifyPassword(renewed.passwordHash, second.password)).toBe(
    true,
  );

  expect(
    await call("PATCH", "", { state: "submitted", notes: "Sent today" }),
  ).toMatchObject({
    status: 200,
    body: { state: "submitted", notes: "Sent today" },
  });
  expect((await agentOf(second.email)).disabledAt).toBeNull();
  expect(await call("PATCH", "", { state: "approved" })).toMatchObject({
    body: { state: "approved", notes: "Sent today", reviewer: null },
  });
  expect((await agentOf(second.email)).disabledAt).not.toBeNull();
  const audit = await server.call(owner, "GET", "/audit");
  const actions = (audit.body as { items: { action: string }[] }).items;
  expect(actions.map(({ action }) => action).slice(0, 2)).toEqual([
    "review.updated",
    "agent.disabled",
  ]);
});

test("after that, a new one is the same account; DELETE disables it", async () => {
  const { email } = (await call("POST", "/reviewer", {})).body as ReviewerLogIn;
  expect((await agentOf(email)).disabledAt).toBeNull();
  expect((await call("DELETE", "/reviewer")).status).toBe(204);
  expect((await agentOf(email)).disabledAt).not.toBeNull();
  expect((await kit()).reviewer).toBeNull();
  expect((await call("DELETE", "/reviewer")).status).toBe(204);
});

test("the kit says what still leads to the reviewer", async () => {
  await call("POST", "/reviewer", {});
  const { prisma } = server.world.context.db;
  const id = (await kit()).reviewer?.agentId ?? null;
  // As after a person who was a destination became the reviewer.
  await prisma.channel.update({
    where: { id: page.channelId },
    data: { openType: "agent", openId: id },
  });
  expect((await kit()).reviewer?.isDestination).toBe(true);
});

test("a week before the end, the supervisors are reminded once", async () => {
  const { context } = server.world;
  const reminders = async () =>
    (
      (await server.call(owner, "GET", "/alerts")).body as {
        items: { kind: string; detail: { channel: { id: string } } }[];
      }
    ).items.filter(({ kind }) => kind === "reviewer_ends");
  expect(await remindOfReviewers(context)).toBe(0);
  const id = (await kit()).reviewer?.agentId ?? "";
  await context.db.prisma.agent.update({
    where: { id },
    data: { expiresAt: new Date(Date.now() + 6 * DAY_MS) },
  });
  expect(await remindOfReviewers(context)).toBe(1);
  expect(await remindOfReviewers(context)).toBe(0);
  expect((await reminders()).map(({ detail }) => detail.channel.id)).toEqual([
    page.channelId,
  ]);
  const mails = await context.db.prisma.mailJob.findMany({
    select: { template: true, agentId: true },
  });
  expect(mails).toEqual([
    { template: "reviewer_ending", agentId: owner.agentId },
  ]);
  await call("POST", "/reviewer", { renew: true });
  expect(await reminders()).toEqual([]);
});

test("a channel without an app has no review", async () => {
  const made = await server.call(owner, "POST", "/channels", {
    type: "api",
    name: "Shop",
    callbackUrl: "https://shop.example/in",
  });
  const { id } = made.body as { id: string };
  expect(await server.call(owner, "GET", `/review/${id}`)).toMatchObject({
    status: 422,
    body: { code: "not_supported" },
  });
});
