import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultCompany } from "#contract/company/company.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

let server: TestServer;
let owner: Actor;
let agent: Actor;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
  agent = await server.world.agent("Ann");
});
afterAll(() => server.stop());

const PATH = "/settings/company";
const change = (body: object, actor = owner) =>
  server.call(actor, "PATCH", PATH, body);
const read = async (actor = owner) =>
  (await server.call(actor, "GET", PATH)).body;

const ACME = {
  name: "Acme Lamps",
  website: "https://acme.example",
  country: "TW",
  timeZone: "Asia/Taipei",
  hours: null,
  locale: "zh-TW",
  contactEmail: "privacy@acme.example",
  privacyUrl: null,
  termsUrl: "https://acme.example/terms",
  address: "No. 1, Lamp Street\nTaipei",
};

test("before it is filled in, every field has its empty value", async () => {
  expect(await read()).toEqual(defaultCompany);
});

test("an admin fills it in, an agent reads it, and the audit names the fields", async () => {
  expect(await change(ACME)).toMatchObject({ status: 200, body: ACME });
  expect(await change({ country: "JP" })).toMatchObject({
    status: 200,
    body: { ...ACME, country: "JP" },
  });
  expect(await read(agent)).toEqual({ ...ACME, country: "JP" });
  const audit = await server.call(owner, "GET", "/audit");
  expect(audit.body).toMatchObject({
    items: [
      {
        action: "setting.updated",
        target: { type: "setting", id: "company" },
        detail: { country: "JP" },
      },
      { detail: { name: "Acme Lamps" } },
    ],
  });
});

test("two changes at the same time keep both fields", async () => {
  await Promise.all([
    change({ name: "Acme Two" }),
    change({ contactEmail: "two@acme.example" }),
  ]);
  expect(await read()).toMatchObject({
    name: "Acme Two",
    contactEmail: "two@acme.example",
  });
});

test.for([
  ["name", ""],
  ["name", null],
  ["website", "acme.example"],
  ["website", "javascript:alert(1)"],
  ["website", "https://user:password@acme.example"],
  ["country", "XX"],
  ["country", "Taiwan"],
  ["timeZone", "Taipei"],
  ["locale", "fr"],
  ["contactEmail", "no address"],
  ["privacyUrl", ""],
  ["termsUrl", "ftp://acme.example"],
  ["address", "x".repeat(501)],
  ["slogan", "Light for all"],
] as const)("%s: %j is refused at its field", async ([field, value]) => {
  const before = await read();
  expect(await change({ [field]: value })).toMatchObject({
    status: 422,
    body: { errors: [{ path: field }] },
  });
  expect(await read()).toEqual(before);
});

test("an agent changes nothing", async () => {
  expect((await change({ name: "Mine" }, agent)).status).toBe(403);
});
