import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import { noTexts, type ChannelWelcome } from "#contract/channels/welcome.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { applyOnce } from "#server/pipeline/test-world.ts";
import {
  APP,
  PAGE,
  startTestWorld,
  type TestWorld,
} from "#simulator/test-world.ts";

/** Greeting, questions and menu of a page, from outside, with Meta's stand-in behind them. */

let meta: TestWorld;
let server: TestServer;
let owner: Actor;
let page: Channel;
beforeAll(async () => {
  meta = await startTestWorld();
  server = await startTestServer(await testDatabase(), {
    metaGraphUrl: meta.simulator.url,
  });
  owner = await server.world.agent("Olga", "owner");
  const connected = await server.call(owner, "POST", "/channels", {
    pageId: PAGE.pageId,
    pageToken: PAGE.token,
    appId: APP.appId,
    appSecret: APP.appSecret,
  });
  page = connected.body as Channel;
  // Each test would use up what Meta allows in ten minutes.
  await meta.control("PATCH", "/settings", { profileCallsPerTenMinutes: 1000 });
});
afterAll(async () => {
  await server.stop();
  await meta.stop();
});
beforeEach(async () => {
  await meta.graph("DELETE", `${PAGE.pageId}/messenger_profile`, {
    fields: ["persistent_menu", "get_started", "greeting", "ice_breakers"],
  });
});

const WELCOME = {
  getStarted: null,
  languages: [
    {
      locale: "default",
      greeting: "Hello {{user_first_name}}!",
      questions: [{ text: "When are you open?", payload: null }],
      menu: [
        { title: "Talk to a person", url: null, payload: "HUMAN" },
        { title: "Shop", url: "https://lumen.example/shop", payload: null },
      ],
    },
    {
      locale: "zh_TW",
      greeting: "你好！",
      questions: [],
      menu: [],
    },
  ],
};

async function read(): Promise<ChannelWelcome> {
  const answer = await server.call(
    owner,
    "GET",
    `/channels/${page.id}/welcome`,
  );
  expect(answer.status).toBe(200);
  return answer.body as ChannelWelcome;
}

const save = (body: unknown) =>
  server.call(owner, "PUT", `/channels/${page.id}/welcome`, body);

const atMeta = () =>
  meta.graph(
    "GET",
    `${PAGE.pageId}/messenger_profile?fields=greeting,ice_breakers,persistent_menu,get_started`,
  );

test("before the first save: what Meta has, or nothing", async () => {
  expect(await read()).toEqual({
    saved: null,
    savedAt: null,
    atVendor: { getStarted: null, languages: [noTexts()] },
    hasMore: false,
    unread: null,
  });
});

test("a save reaches Meta in its form, by language, and is read back the same", async () => {
  const saved = await save(WELCOME);
  expect(saved.status).toBe(200);
  expect((await atMeta()).body).toEqual({
    data: [
      {
        greeting: [
          { locale: "default", text: "Hello {{user_first_name}}!" },
          { locale: "zh_TW", text: "你好！" },
        ],
        ice_breakers: [
          {
            locale: "default",
            call_to_actions: [
              { question: "When are you open?", payload: "When are you open?" },
            ],
          },
        ],
        persistent_menu: [
          {
            locale: "default",
            composer_input_disabled: false,
            call_to_actions: [
              { type: "postback", title: "Talk to a person", payload: "HUMAN" },
              {
                type: "web_url",
                title: "Shop",
                url: "https://lumen.example/shop",
              },
            ],
          },
        ],
        // A menu needs the button.
        get_started: { payload: "GET_STARTED" },
      },
    ],
  });
  const welcome = { ...WELCOME, getStarted: { payload: "GET_STARTED" } };
  expect(await read()).toMatchObject({
    saved: welcome,
    savedAt: expect.any(String) as string,
    atVendor: welcome,
    hasMore: false,
  });
  const audit = await server.call(owner, "GET", "/audit");
  expect(audit.body).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ action: "channel.welcome_saved" }),
    ]) as unknown[],
  });
});

test("emptied parts are deleted at Meta", async () => {
  await save(WELCOME);
  await save({ getStarted: null, languages: [noTexts()] });
  expect((await atMeta()).body).toEqual({ data: [] });
});

test("a change at Meta shows, and so does what has no place here", async () => {
  await save(WELCOME);
  await meta.graph("POST", `${PAGE.pageId}/messenger_profile`, {
    greeting: [{ locale: "default", text: "Changed elsewhere" }],
    persistent_menu: [
      {
        locale: "default",
        composer_input_disabled: true,
        call_to_actions: [{ type: "postback", title: "Help", payload: "Help" }],
      },
    ],
  });
  const { saved, atVendor, hasMore } = await read();
  expect(saved?.languages[0]?.greeting).toBe("Hello {{user_first_name}}!");
  expect(atVendor?.languages[0]).toMatchObject({
    greeting: "Changed elsewhere",
    menu: [{ title: "Help", url: null, payload: null }],
  });
  expect(hasMore).toBe(true);
});

test.for([
  ["no array of languages", { getStarted: null }, "languages"],
  ["a greeting too long", textsOf({ greeting: "x".repeat(161) }), "greeting"],
  [
    "five questions",
    textsOf({
      questions: Array.from({ length: 5 }, (_, at) => ({
        text: `Question ${at}`,
        payload: null,
      })),
    }),
    "questions",
  ],
  [
    "a title too long",
    textsOf({ menu: [{ title: "x".repeat(31), url: null, payload: null }] }),
    "menu.0.title",
  ],
  [
    "a link that is none",
    textsOf({ menu: [{ title: "Shop", url: "shop", payload: null }] }),
    "menu.0.url",
  ],
  [
    "a text that others do not have",
    {
      getStarted: null,
      languages: [noTexts(), { ...noTexts("zh_TW"), greeting: "你好" }],
    },
    "languages.1.greeting",
  ],
] as const)(
  "%s: 422 at its field, and Meta is not asked",
  async ([, body, path]) => {
    const answer = await save(body);
    expect(answer.status).toBe(422);
    const { errors } = answer.body as { errors: { path: string }[] };
    expect(errors.map((error) => error.path).join(" ")).toContain(path);
    expect((await atMeta()).body).toEqual({ data: [] });
  },
);

function textsOf(part: object) {
  return { getStarted: null, languages: [{ ...noTexts(), ...part }] };
}

test("what Meta refuses stands at its field in Meta’s words, and is not kept", async () => {
  await save(WELCOME);
  const answer = await save({
    getStarted: null,
    languages: [
      {
        ...noTexts(),
        menu: [
          { title: "Home", url: "https://lumen.example", payload: null },
          { title: "Local", url: "https://intranet", payload: null },
        ],
      },
    ],
  });
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({
    code: "invalid_input",
    errors: [
      {
        path: "languages.0.menu.1.url",
        message: expect.stringContaining("valid URL") as string,
      },
    ],
  });
  expect((await read()).saved?.languages[0]?.menu[0]?.title).toBe(
    "Talk to a person",
  );
});

test("a dead token and Meta’s limit: what was saved is still shown, and a save says why", async () => {
  await save(WELCOME);
  await meta.control("PATCH", "/settings", { profileCallsPerTenMinutes: 1 });
  const limited = await read();
  expect(limited.atVendor).toBeNull();
  expect(limited.unread).toEqual(expect.any(String));
  expect(limited.saved?.languages).toEqual(WELCOME.languages);
  const refused = await save(WELCOME);
  expect(refused.status).toBe(429);
  await meta.control("PATCH", "/settings", { profileCallsPerTenMinutes: 1000 });
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { deadSubcode: 460 });
  const dead = await save(WELCOME);
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { deadSubcode: null });
  expect(dead.status).toBe(422);
  expect(dead.body).toMatchObject({
    code: "meta_refused",
    detail: expect.stringContaining("validating access token") as string,
  });
});

test("a channel of another kind has none: 422", async () => {
  const api = await server.call(owner, "POST", "/channels", {
    type: "api",
    name: "Shop",
    callbackUrl: "https://shop.example/in",
  });
  const { id } = api.body as Channel;
  const answer = await server.call(owner, "GET", `/channels/${id}/welcome`);
  expect(answer.body).toMatchObject({ code: "not_supported" });
});

test("a tapped menu item arrives with its title and opens the conversation", async () => {
  await meta.control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: server.url + new URL(page.webhookUrl).pathname,
    verifyToken: page.verifyToken,
  });
  await meta.act("postback", { title: "Talk to a person", payload: "HUMAN" });
  const { prisma } = server.host.context.db;
  await expect
    .poll(() => prisma.delivery.count(), { timeout: 30_000 })
    .toBeGreaterThan(0);
  await applyOnce(server.world.services, server.world.services.channels);
  const { items } = (await server.call(owner, "GET", "/threads")).body as {
    items: object[];
  };
  expect(items).toMatchObject([
    {
      status: "waiting",
      lastMessage: {
        direction: "in",
        kind: "event",
        text: "Talk to a person",
      },
      waitingSince: expect.any(String) as string,
    },
  ]);
});
