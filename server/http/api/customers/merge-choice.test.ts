import { afterAll, beforeAll, expect, test } from "vitest";
import type { Customer } from "#contract/customers/customer.ts";
import type { CustomerField } from "#contract/customers/customer-field.ts";
import type { CustomerStage } from "#contract/customers/customer-stage.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** A merge whose author chooses which value is kept, from outside. */

let server: TestServer;
let owner: Actor;
let mei: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let stages: [string, string];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  mei = await world.agent("Mei");
  page = await world.page({ type: "queue", id: await world.queue([mei]) });
  await ok(owner, "PATCH", "/settings/company", { country: "TW" });
  const stage = async (name: string) =>
    (await ok<CustomerStage>(owner, "POST", "/customer-stages", { name })).id;
  stages = [await stage("New"), await stage("Regular")];
});
afterAll(() => server.stop());

const ok: TestServer["ok"] = (...call) => server.ok(...call);
const read = (id: string) => ok<Customer>(owner, "GET", `/customers/${id}`);

/** A customer who has everything. */
async function customer(name: string, at: 0 | 1): Promise<string> {
  const { threadId } = await server.world.write(page, { psid: digits(16) });
  const { customer: made } = await ok<{ customer: Customer }>(
    owner,
    "GET",
    `/threads/${threadId}`,
  );
  await ok(owner, "PATCH", `/customers/${made.id}`, {
    name,
    email: `${name.toLowerCase()}@example.com`,
    phone: at === 0 ? "0912 345 678" : "0987 654 321",
    locale: at === 0 ? "zh-TW" : "en",
    timezone: at === 0 ? 8 : 1,
    accountOwnerId: at === 0 ? mei.agentId : owner.agentId,
    stageId: stages[at],
    fields: { size: at === 0 ? "S" : "L", city: at === 0 ? "Taipei" : "Rome" },
  });
  return made.id;
}

const merge = (body: object, actor = owner) =>
  ok<{ mergeId: string }>(actor, "POST", "/customers/merge", body);

const ALL = {
  fromOther: ["name", "language", "timezone", "accountOwner", "stage"],
  fieldsFromOther: ["email", "phone", "size"],
};

test("what is chosen is kept as the other has it, and an undo gives everything back", async () => {
  const [one, two] = [await customer("Ann", 0), await customer("Bo", 1)];
  for (const id of [one, two])
    await ok(owner, "POST", `/customers/${id}/verify`, {
      key: "email",
      reason: "Called back",
    });
  const before = [await read(one), await read(two)];
  const { mergeId } = await merge({ survivorId: one, otherId: two, ...ALL });
  expect(await read(one)).toMatchObject({
    id: one,
    name: "Bo",
    aliases: ["Ann"],
    email: "bo@example.com",
    phone: "+886987654321",
    verified: { email: { reason: "Called back" }, phone: null },
    locale: "en",
    timezone: 1,
    accountOwnerId: owner.agentId,
    stageId: stages[1],
    fields: { size: "L", city: "Taipei" },
  });
  await ok(owner, "POST", `/customers/merges/${mergeId}/undo`);
  expect([await read(one), await read(two)]).toEqual(before);

  const { items } = await ok<{ items: { action: string; detail: object }[] }>(
    owner,
    "GET",
    "/audit?limit=20",
  );
  expect(
    items.find(({ action }) => action === "customer.merged")?.detail,
  ).toMatchObject(ALL);
});

test("without a choice the survivor’s values are kept, and what was changed since an undo leaves alone", async () => {
  const [one, two] = [await customer("Cy", 0), await customer("Di", 1)];
  const ids = { survivorId: one, otherId: two };
  const first = await merge(ids);
  expect(await read(one)).toMatchObject({ name: "Cy", locale: "zh-TW" });
  await ok(owner, "POST", `/customers/merges/${first.mergeId}/undo`);

  const { mergeId } = await merge({ ...ids, ...ALL });
  await ok(owner, "PATCH", `/customers/${one}`, {
    name: "Cyrus",
    fields: { size: "XL" },
  });
  await ok(owner, "POST", `/customers/merges/${mergeId}/undo`);
  expect(await read(one)).toMatchObject({
    name: "Cyrus",
    email: "cy@example.com",
    stageId: stages[0],
    fields: { size: "XL", city: "Taipei" },
  });
  expect(await read(two)).toMatchObject({ name: "Di", fields: { size: "L" } });
});

test("a detail that only one has needs no choice; an unknown one and a hidden field are refused", async () => {
  const [one, two] = [await customer("Ed", 0), await customer("Flo", 1)];
  await ok(owner, "PATCH", `/customers/${two}`, { locale: null, email: null });
  const ids = { survivorId: one, otherId: two };
  const department = await server.world.department([]);
  const { key } = await ok<CustomerField>(owner, "POST", "/customer-fields", {
    name: "Margin",
    type: "text",
    departmentIds: [department],
  });
  for (const wrong of [{ fromOther: ["id"] }, { fieldsFromOther: [key] }])
    expect(
      await server.call(mei, "POST", "/customers/merge", { ...ids, ...wrong }),
    ).toMatchObject({ status: 422 });
  await merge({ ...ids, ...ALL }, mei);
  expect(await read(one)).toMatchObject({
    name: "Flo",
    locale: "zh-TW",
    email: "ed@example.com",
  });
});
