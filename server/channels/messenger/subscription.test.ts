import { WEBHOOK_FIELDS } from "#contract/channels/page-fields.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PageTarget } from "#server/channels/messenger/target.ts";
import { keepSubscribed } from "#server/channels/messenger/subscription.ts";
import { createGraph, type Graph } from "#server/channels/meta/graph.ts";
import {
  graphError,
  json,
  startTestServer,
  type TestServer,
} from "#server/channels/common/test-server.ts";

let server: TestServer;
let graph: Graph;
beforeAll(async () => {
  server = await startTestServer();
  graph = createGraph({ baseUrl: server.url, version: "v26.0" });
});
afterAll(() => server.stop());

const APP = "880000000000001";
const FORMS = "messaging_in_thread_lead_form_submit";
const LEADS = "leadgen";
const target: PageTarget = {
  accountId: "104200000000011",
  accessToken: "page-token-under-test",
  appSecret: "the-secret-of-the-app",
};
const keep = () => keepSubscribed(graph, target, APP);
const having = (...fields: unknown[]) =>
  json({
    data: [
      { id: 1, name: "Shop bot", subscribed_fields: ["mention"] },
      { id: Number(APP), subscribed_fields: fields },
    ],
  });
const done = json({ success: true });

/** The fields that it asked to be subscribed to, call by call. */
function asked(): string[][] {
  return server.received
    .filter(({ method }) => method === "POST")
    .map(({ path, body }) => {
      expect(path).toBe(`/v26.0/${target.accountId}/subscribed_apps`);
      const { subscribed_fields } = JSON.parse(String(body)) as {
        subscribed_fields: string;
      };
      return subscribed_fields.split(",");
    });
}

test("a page that has everything is left alone, in either shape of the answer", async () => {
  const [first, ...others] = WEBHOOK_FIELDS;
  server.answer(having({ name: first }, ...others, FORMS, LEADS));
  expect(await keep()).toEqual({
    kind: "known",
    fields: [...WEBHOOK_FIELDS, FORMS, LEADS],
    otherApps: { "1": "Shop bot" },
  });
  expect(asked()).toEqual([]);
});

test("missing fields are added, and fields that were added by hand stay", async () => {
  const all = [...WEBHOOK_FIELDS, "feed"];
  server.answer(
    having("messages", "feed"),
    json({ success: "true" }),
    having(...all),
  );
  expect(await keep()).toMatchObject({ kind: "known", fields: all });
  expect(asked()).toEqual([[...WEBHOOK_FIELDS, FORMS, LEADS, "feed"]]);
});

test("an app that may not have the forms works without them", async () => {
  server.answer(
    json({ data: [] }),
    graphError(100),
    done,
    having(...WEBHOOK_FIELDS, LEADS),
  );
  expect(await keep()).toMatchObject({ kind: "known" });
  expect(asked()).toEqual([
    [...WEBHOOK_FIELDS, FORMS, LEADS],
    [...WEBHOOK_FIELDS, LEADS],
  ]);
  server.answer(having(...WEBHOOK_FIELDS, LEADS), graphError(100));
  expect(await keep()).toMatchObject({ kind: "known" });
});

test("an app that may not have leads works without them", async () => {
  server.answer(
    json({ data: [] }),
    graphError(200),
    graphError(200),
    done,
    having(...WEBHOOK_FIELDS),
  );
  expect(await keep()).toMatchObject({ kind: "known" });
  expect(asked().at(-1)).toEqual([...WEBHOOK_FIELDS]);
});

test("a page whose leads are not monitored loses their field alone", async () => {
  server.answer(
    having(...WEBHOOK_FIELDS, FORMS, LEADS),
    done,
    having(...WEBHOOK_FIELDS, FORMS),
  );
  const kept = await keepSubscribed(graph, target, APP, { leads: false });
  expect(kept).toMatchObject({ kind: "known" });
  expect(asked()).toEqual([[...WEBHOOK_FIELDS, FORMS]]);
});

test("a refusal returns the fields that the page has", async () => {
  server.answer(having("messages"), json({ success: false }));
  expect(await keep()).toMatchObject({ kind: "refused", fields: ["messages"] });
  server.answer(json({ data: [] }), graphError(200));
  expect(await keep()).toMatchObject({
    kind: "refused",
    error: { key: "permission_missing" },
    fields: [],
  });
  server.answer(graphError(190));
  expect(await keep()).toMatchObject({ fields: null });
});
