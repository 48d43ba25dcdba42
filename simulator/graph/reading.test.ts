import { afterEach, beforeEach, expect, test } from "vitest";
import {
  APP,
  PAGE,
  PSID,
  startTestWorld,
  type TestWorld,
} from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startTestWorld({
    settings: { conversationCallsPerSecond: 100 },
  });
});
afterEach(() => world.stop());

test("a profile is given once the person wrote, and its picture is one", async () => {
  const ask = () =>
    world.graph(
      "GET",
      `${PSID}?fields=name,first_name,last_name,profile_pic,locale,timezone`,
    );
  expect((await ask()).body.error).toMatchObject({
    code: 100,
    error_subcode: 2018218,
  });
  await world.act("messages", { text: "Hello" });
  const { body } = await ask();
  expect(body).toMatchObject({
    id: PSID,
    name: "Emma Clarke",
    first_name: "Emma",
    last_name: "Clarke",
    locale: "en_GB",
    timezone: 0,
  });
  const picture = await fetch(String(body["profile_pic"]));
  expect(picture.headers.get("content-type")).toBe("image/jpeg");
  expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(2_000);

  await world.control("PATCH", "/faults", { profileRefused: "permission" });
  expect((await ask()).body.error).toMatchObject({ error_subcode: 2018247 });
  await world.control("PATCH", "/faults", { profileRefused: "empty" });
  expect((await ask()).body).toEqual({});
});

test("a page, its token and its pages", async () => {
  const page = await world.graph(
    "GET",
    `${PAGE.pageId}?fields=id,name,picture{url}`,
  );
  expect(page.body).toMatchObject({ id: PAGE.pageId, name: PAGE.name });
  const picture = page.body["picture"] as { data: { url: string } };
  expect((await fetch(picture.data.url)).headers.get("content-type")).toBe(
    "image/png",
  );
  expect((await world.graph("GET", "me")).body).toEqual({
    name: PAGE.name,
    id: PAGE.pageId,
  });

  const appToken = encodeURIComponent(`${APP.appId}|${APP.appSecret}`);
  const debug = await world.graph(
    "GET",
    `debug_token?input_token=${PAGE.token}&access_token=${appToken}`,
  );
  expect(debug.body["data"]).toMatchObject({
    app_id: APP.appId,
    type: "PAGE",
    is_valid: true,
    expires_at: 0,
    profile_id: PAGE.pageId,
  });
  await world.control("PATCH", "/faults", { deadToken: 463 });
  const dead = await world.graph(
    "GET",
    `debug_token?input_token=${PAGE.token}&access_token=${appToken}`,
  );
  expect(dead.body["data"]).toMatchObject({
    is_valid: false,
    error: { code: 190, subcode: 463 },
  });
});

test("all messages are listed, the newest twenty in detail", async () => {
  const mids: string[] = [];
  for (let nth = 1; nth <= 23; nth++)
    mids.push(
      (await world.act<{ mid: string }>("messages", { text: `No. ${nth}` }))
        .mid,
    );
  const list = await world.graph(
    "GET",
    `${PAGE.pageId}/conversations?platform=messenger&user_id=${PSID}&fields=id,participants`,
  );
  const [conversation] = list.body["data"] as {
    id: string;
    participants: { data: unknown[] };
  }[];
  expect(conversation?.id).toMatch(/^t_\d+$/);
  expect(conversation?.participants.data[0]).toMatchObject({
    id: PSID,
    name: "Emma Clarke",
  });
  const one = await world.graph(
    "GET",
    `${conversation?.id ?? ""}?fields=messages.limit(50){id,created_time,from,message}`,
  );
  const { data } = one.body["messages"] as {
    data: { id: string; message?: string }[];
  };
  expect(data.map(({ id }) => id)).toEqual(mids.toReversed());
  expect(data.filter(({ message }) => message !== undefined)).toHaveLength(20);
  expect(data[0]).toMatchObject({ message: "No. 23", from: { id: PSID } });
  const old = await world.graph("GET", `${mids[0] ?? ""}?fields=message`);
  expect(old.body.error?.error_subcode).toBe(9000001);
  const fresh = await world.graph("GET", `${mids[22] ?? ""}?fields=message`);
  expect(fresh.body).toMatchObject({ message: "No. 23" });
});

test("conversations allow two calls a second", async () => {
  await world.control("PATCH", "/settings", { conversationCallsPerSecond: 2 });
  const codes = [];
  for (let nth = 0; nth < 3; nth++)
    codes.push(
      (await world.graph("GET", `${PAGE.pageId}/conversations`)).body.error
        ?.code,
    );
  expect(codes).toEqual([undefined, undefined, 613]);
});

test("a lead is told and can be fetched", async () => {
  const { leadgenId, formId } = await world.control<{
    leadgenId: string;
    formId: string;
  }>("POST", `/pages/${PAGE.pageId}/leads`, {
    fields: { full_name: "Ana Ruiz", email: "ana@example.com" },
  });
  await world.receiver.until(() => world.receiver.received.length === 1);
  const [entry] = world.receiver.received[0]?.json.entry ?? [];
  expect(entry?.changes).toMatchObject([
    {
      field: "leadgen",
      value: { leadgen_id: leadgenId, form_id: formId, page_id: PAGE.pageId },
    },
  ]);
  // Seconds here, unlike in messaging.
  expect(entry?.time).toBeLessThan(1e11);
  const lead = await world.graph(
    "GET",
    `${leadgenId}?fields=id,created_time,field_data,is_organic`,
  );
  expect(lead.body).toMatchObject({
    id: leadgenId,
    is_organic: true,
    field_data: [
      { name: "full_name", values: ["Ana Ruiz"] },
      { name: "email", values: ["ana@example.com"] },
    ],
  });
  expect(lead.body["created_time"]).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/,
  );
  const after = Math.floor(Date.now() / 1000) + 60;
  const filtering = encodeURIComponent(
    JSON.stringify([
      { field: "time_created", operator: "GREATER_THAN", value: after },
    ]),
  );
  expect(
    (await world.graph("GET", `${formId}/leads?filtering=${filtering}`)).body[
      "data"
    ],
  ).toEqual([]);
  expect(
    (await world.graph("GET", `${formId}/leads`)).body["data"],
  ).toHaveLength(1);
});

test("one test lead a form", async () => {
  const { body } = await world.graph("GET", `${PAGE.pageId}/leadgen_forms`);
  const [form] = body["data"] as { id: string }[];
  const make = () => world.graph("POST", `${form?.id ?? ""}/test_leads`, {});
  expect((await make()).body["id"]).toMatch(/^\d+$/);
  expect((await make()).body.error?.code).toBe(100);
  await world.graph("DELETE", `${form?.id ?? ""}/test_leads`);
  expect((await make()).status).toBe(200);
});

test("unknown fields and objects are refused in Meta's words", async () => {
  const field = await world.graph(
    "POST",
    `${PAGE.pageId}/subscribed_apps?subscribed_fields=messages,nonsense`,
  );
  expect(field.body.error?.message).toContain(
    "subscribed_fields[1] must be one of",
  );
  const object = await world.graph("GET", "12345");
  expect(object.body.error).toMatchObject({
    code: 100,
    error_subcode: 33,
    type: "GraphMethodException",
  });
});
