import { afterAll, beforeAll, expect, test } from "vitest";
import type { ImportedCustomers } from "#contract/customers/customer-import.ts";
import type { ListedCustomer } from "#contract/customers/customer.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** Customers are imported from a file, from outside. */

let server: TestServer;
let admin: Actor;
let boss: Actor;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  admin = await server.world.agent("Ada", "admin");
  boss = await server.world.agent("Sue", "supervisor");
  const points = { name: "Points", type: "number" };
  await server.ok(admin, "PATCH", "/settings/company", { country: "TW" });
  await server.ok(admin, "POST", "/customer-fields", points);
  await server.ok(admin, "POST", "/customer-stages", { name: "Regular" });
});
afterAll(() => server.stop());

const MAPPING = {
  Name: "name",
  Mail: "email",
  Tel: "phone",
  Lang: "locale",
  Stage: "stage",
  Points: "field:Points",
  City: "field:city",
};
const HEAD = "Name,Mail,Tel,Lang,Stage,Points,City";

async function run(
  lines: string[],
  options: object = {},
): Promise<ImportedCustomers> {
  const csv = [HEAD, ...lines].join("\n");
  const { status, body } = await server.call(
    admin,
    "POST",
    "/customers/import",
    { csv, mapping: MAPPING, ...options },
  );
  expect(status, JSON.stringify(body)).toBe(200);
  return body as ImportedCustomers;
}

async function find(q: string): Promise<ListedCustomer[]> {
  const path = `/customers?q=${encodeURIComponent(q)}`;
  const { body } = await server.call(admin, "GET", path);
  return (body as { items: ListedCustomer[] }).items;
}

test("rows become customers with typed fields; wrong rows are named, and a check changes nothing", async () => {
  const lines = [
    "Lin Yi,lin@example.com,0912-345-678,zh-TW,regular,12,台北",
    "No Key,,,,,,",
    "Wrong,no mail,12,中文,Nobody,many,",
    "Lin Yi,LIN@example.com,,,,,",
  ];
  const errors = [
    { row: 3, column: null, code: "no_key" },
    { row: 4, column: "Mail", code: "email" },
    { row: 4, column: "Tel", code: "phone" },
    { row: 4, column: "Stage", code: "stage" },
    { row: 4, column: "Points", code: "value" },
    { row: 4, column: "Lang", code: "locale" },
  ];
  expect(await run(lines, { dryRun: true })).toMatchObject({
    rows: 4,
    created: 1,
    updated: 1,
    errors,
  });
  expect(await find("lin@example.com")).toEqual([]);
  expect(await run(lines)).toMatchObject({ created: 1, skipped: 1, errors });
  expect(await find("0912345678")).toMatchObject([
    {
      name: "Lin Yi",
      email: "lin@example.com",
      phone: "+886912345678",
      locale: "zh-TW",
      fields: { Points: 12, city: "台北" },
      stageId: expect.any(String) as string,
    },
  ]);
});

test("a customer who is there is left, completed or overwritten, and two are never joined", async () => {
  await run(["Mo,mo@example.com,,,,1,"]);
  const line = ["Mona,mo@example.com,,,,2,Taipei"];
  const mo = async () => (await find("mo@example.com"))[0];
  expect(await run(line, { existing: "skip" })).toMatchObject({ skipped: 1 });
  expect(await run(line, { existing: "fill" })).toMatchObject({ updated: 1 });
  expect(await mo()).toMatchObject({
    name: "Mo",
    fields: { Points: 1, city: "Taipei" },
  });
  expect(await run(line, { existing: "overwrite" })).toMatchObject({
    updated: 1,
  });
  expect(await mo()).toMatchObject({ name: "Mona", fields: { Points: 2 } });
  await run(["Pat,,0922-000-111,,,,"]);
  expect((await run(["Both,mo@example.com,0922 000 111,,,,"])).errors).toEqual([
    expect.objectContaining({ row: 2, code: "two_customers" }),
  ]);
});

test("only admins import, and a wrong file is refused", async () => {
  const body = { csv: "Mail\na@example.com", mapping: { Mail: "email" } };
  expect(
    (await server.call(boss, "POST", "/customers/import", body)).status,
  ).toBe(403);
  for (const wrong of [
    { ...body, mapping: { Other: "email" } },
    { ...body, mapping: { Mail: "elsewhere" } },
    { ...body, csv: "" },
    { ...body, existing: "merge" },
  ])
    expect(
      (await server.call(admin, "POST", "/customers/import", wrong)).status,
    ).toBe(422);
  const { body: audit } = await server.call(
    admin,
    "GET",
    "/audit?action=customer.imported",
  );
  expect((audit as { items: unknown[] }).items.length).toBeGreaterThan(0);
});
