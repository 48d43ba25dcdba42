import { afterAll, beforeAll, expect, test } from "vitest";
import { checkToken } from "#server/channels/meta/check-token.ts";
import { createGraph } from "#server/channels/meta/graph.ts";
import {
  graphError,
  json,
  startTestServer,
} from "#server/channels/common/test-server.ts";
import type { TestServer } from "#server/channels/common/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const GOOD = {
  app_id: "880000000000001",
  type: "PAGE",
  is_valid: true,
  expires_at: 0,
  data_access_expires_at: 1800000000,
  profile_id: 104200000000011,
  scopes: ["pages_messaging", "pages_manage_metadata", "pages_show_list"],
};

function check() {
  return checkToken(createGraph({ baseUrl: server.url, version: "v26.0" }), {
    token: "page-token-under-test",
    appId: "880000000000001",
    appSecret: "the-secret-of-the-app",
    accountId: "104200000000011",
  });
}

test("a good token; the question is asked with the app's own", async () => {
  server.answer(json({ data: GOOD }));
  expect(await check()).toEqual({
    kind: "checked",
    isGood: true,
    isAlive: true,
    isOfApp: true,
    isOfPage: true,
    type: "PAGE",
    pageId: "104200000000011",
    expiresAt: null,
    dataAccessExpiresAt: new Date(1_800_000_000_000),
    scopes: GOOD.scopes,
    missingScopes: [],
    error: null,
  });
  expect(server.received[0]).toMatchObject({
    path: "/v26.0/debug_token",
    query: {
      input_token: "page-token-under-test",
      access_token: "880000000000001|the-secret-of-the-app",
    },
  });
});

test.each<[string, object, object]>([
  ["another app's", { app_id: 990000000000002 }, { isOfApp: false }],
  ["another page's", { profile_id: "1" }, { isOfPage: false }],
  ["a user's", { type: "USER", profile_id: undefined }, { isOfPage: false }],
  [
    "a system user's",
    { type: "SYSTEM_USER", profile_id: undefined },
    { isOfPage: false },
  ],
  [
    "one without the scopes",
    { scopes: ["pages_messaging"] },
    { missingScopes: ["pages_manage_metadata"] },
  ],
  [
    "a dead one",
    {
      is_valid: false,
      error: { code: 190, subcode: 460, message: "Changed." },
    },
    {
      isAlive: false,
      error: { key: "token_invalid", code: 190, subcode: 460 },
    },
  ],
  [
    "a dead one without a word",
    { is_valid: false },
    { error: { key: "token_invalid" } },
  ],
])("%s token is not good", async (_name, change, expected) => {
  server.answer(json({ data: { ...GOOD, ...change } }));
  expect(await check()).toMatchObject({
    kind: "checked",
    isGood: false,
    ...expected,
  });
});

test("an expiring token is good until then", async () => {
  server.answer(json({ data: { ...GOOD, expires_at: 1790000000 } }));
  expect(await check()).toMatchObject({
    isGood: true,
    expiresAt: new Date(1_790_000_000_000),
  });
});

test.each([
  [190, "app_secret_wrong"],
  [101, "app_secret_wrong"],
])(
  "error %s on the question means the app's id or secret",
  async (code, key) => {
    server.answer(graphError(code));
    expect(await check()).toMatchObject({ kind: "refused", error: { key } });
  },
);

test("a limit means later", async () => {
  server.answer(graphError(4));
  expect(await check()).toMatchObject({ kind: "later", wholeChannel: true });
});
