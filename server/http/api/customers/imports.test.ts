import { afterAll, beforeAll, expect, test } from "vitest";
import type { DataImport, OpenedImport } from "#contract/imports/import.ts";
import type { ListedCustomer } from "#contract/customers/customer.ts";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { tidyImports } from "#server/domain/imports/tidy-imports.ts";
import { workOnImports } from "#server/domain/imports/work-import.ts";
import { newId } from "#server/runtime/crypto.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** A file becomes customers or leads, step by step, from outside. */

let server: TestServer;
let admin: Actor;
let boss: Actor;
const never = new AbortController().signal;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  admin = await server.world.agent("Ada", "admin");
  boss = await server.world.agent("Sue", "supervisor");
  await call("PATCH", "/settings/company", { country: "TW" });
  await call("POST", "/customer-fields", { name: "Points", type: "number" });
  await call("POST", "/customer-stages", { name: "Regular" });
});
afterAll(() => server.stop());

const call = <T>(method: string, path: string, body?: object) =>
  server.ok<T>(admin, method, path, body);

async function upload(
  text: string | Uint8Array,
  kind = "customers",
  actor = admin,
): Promise<OpenedImport> {
  const form = new FormData();
  form.set("file", new Blob([text as BlobPart]), "people.csv");
  const response = await server.request(`/api/v1/${kind}/imports`, {
    method: "POST",
    body: form,
    headers: { authorization: `Bearer ${await server.token(actor)}` },
  });
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(201);
  return body as OpenedImport;
}

const SETTINGS = {
  mapping: { Name: "name", Mail: "email", Points: "field:Points" },
  key: "email",
  source: "Old CRM",
  basis: "contract",
};

async function work(): Promise<void> {
  while (await workOnImports(server.world.context, never));
}

async function step(
  { id, kind }: DataImport,
  name: string,
  body?: object,
): Promise<OpenedImport> {
  await call("POST", `/${kind}/imports/${id}/${name}`, body);
  await work();
  return call("GET", `/${kind}/imports/${id}`);
}

async function importAll(
  text: string,
  settings: object = {},
): Promise<OpenedImport> {
  const file = await upload(text);
  await step(file, "check", { ...SETTINGS, ...settings });
  return step(file, "start");
}

async function find(q: string): Promise<ListedCustomer[]> {
  const path = `/customers?q=${encodeURIComponent(q)}`;
  return (await call<{ items: ListedCustomer[] }>("GET", path)).items;
}

test("a file is read, checked and imported; its errors are a file", async () => {
  const file = await upload(
    "Name,Mail,Points\nLin,lin@one.example,3\n=HYPERLINK(1),no mail,x\nLin,LIN@one.example,4\n",
  );
  expect(file).toMatchObject({
    state: "draft",
    rowCount: 3,
    form: { encoding: "utf-8", delimiter: "," },
    columns: ["Name", "Mail", "Points"],
    guess: { Name: "name", Mail: "email", Points: "field:Points" },
    sample: [
      ["Lin", "lin@one.example", "3"],
      expect.anything(),
      expect.anything(),
    ],
  });
  const checked = await step(file, "check", {
    ...SETTINGS,
    existing: "overwrite",
  });
  const counts = { rows: 3, created: 1, updated: 1, skipped: 0, failed: 1 };
  expect(checked).toMatchObject({
    state: "checked",
    check: counts,
    run: null,
    errors: [
      { row: 3, column: "Mail", code: "email" },
      { row: 3, column: "Points", code: "value" },
    ],
  });
  expect(await find("lin@one.example")).toEqual([]);
  const done = await step(file, "start");
  expect(done).toMatchObject({ state: "done", run: counts, sample: [] });
  expect(await find("lin@one.example")).toMatchObject([
    { name: "Lin", fields: { Points: 4 } },
  ]);
  const errors = await server.request(
    `/api/v1/customers/imports/${file.id}/errors`,
    { headers: { authorization: `Bearer ${await server.token(admin)}` } },
  );
  const csv = await errors.text();
  expect(csv).toContain(`"3","Mail: This is no email address. Points:`);
  expect(csv).toContain(`"'=HYPERLINK(1)","no mail","x"`);
  // What was imported is no longer in the rows.
  const [kept] = await server.world.context.db.sql.$queryRaw<{ n: number }[]>(
    Prisma.sql`select count(cells)::int as n from data_import_row where "importId" = ${file.id}::uuid`,
  );
  expect(kept?.n).toBe(1);
});

test("another encoding reads the file again, and columns are remembered", async () => {
  const big5 = Buffer.from(
    "a96d a657 2c 4d61696c 0a a4fd a470 a9fa 2c 7740652e7477 0a".replaceAll(
      " ",
      "",
    ),
    "hex",
  );
  const file = await upload(big5);
  expect(file).toMatchObject({
    form: { encoding: "big5" },
    guess: { 姓名: "name", Mail: "email" },
  });
  const path = `/customers/imports/${file.id}`;
  const wrong = await call<OpenedImport>("PATCH", path, {
    encoding: "gb18030",
  });
  expect(wrong.columns).not.toContain("姓名");
  const again = await call<OpenedImport>("PATCH", path, { encoding: "big5" });
  expect(again.sample).toEqual([["王小明", "w@e.tw"]]);
  await step(file, "check", {
    ...SETTINGS,
    mapping: { Mail: "email", 姓名: null },
  });
  const next = await upload(big5);
  expect(next.guess).toEqual({ 姓名: null, Mail: "email" });
  for (const { id } of [file, next])
    await call("DELETE", `/customers/imports/${id}`);
});

test("a file stays as it was where another encoding can’t read it, and is read by one at a time", async () => {
  const { sql } = server.world.context.db;
  const file = await upload("Name,Mail\nA,a@form.example\nB,b@form.example\n");
  const path = `/customers/imports/${file.id}`;
  const change = async (encoding: string) =>
    (await server.call(admin, "PATCH", path, { encoding })).status;
  const check = async () =>
    (
      await server.call(admin, "POST", `${path}/check`, {
        ...SETTINGS,
        mapping: { Name: "name", Mail: "email" },
      })
    ).status;
  expect(await change("utf-16le")).toBe(422);
  expect(await call("GET", path)).toMatchObject({
    rowCount: 2,
    form: { encoding: "utf-8" },
    sample: [
      ["A", "a@form.example"],
      ["B", "b@form.example"],
    ],
  });
  // Another process reads it.
  await sql.$executeRaw(Prisma.sql`
    update data_import set "rowCount" = 0, "dueAt" = now() + interval '1 minute' where id = ${file.id}::uuid`);
  expect(await change("windows-1252")).toBe(409);
  expect(await check()).toBe(422);
  // It has died.
  await sql.$executeRaw(
    Prisma.sql`update data_import set "dueAt" = now() - interval '1 second' where id = ${file.id}::uuid`,
  );
  expect(await change("windows-1252")).toBe(200);
  expect(await check()).toBe(202);
  await work();
  expect(await call("GET", path)).toMatchObject({
    state: "checked",
    check: { rows: 2, created: 2 },
  });
  await call("DELETE", path);
});

test("customers are found by phone or external id, and two of one key are refused", async () => {
  await importAll("Tel\n0912-345-678\n", {
    mapping: { Tel: "phone" },
    key: "phone",
  });
  const byPhone = await importAll("Tel,Name\n+886 912 345 678,Mo\n", {
    mapping: { Tel: "phone", Name: "name" },
    key: "phone",
    existing: "overwrite",
  });
  expect(byPhone.run).toMatchObject({ updated: 1 });
  const byId = {
    mapping: { No: "externalId", Name: "name" },
    key: "externalId",
  };
  await importAll("No,Name\nM-1,Uma\n", byId);
  const again = await importAll("No,Name\nM-1,Umi\n", {
    ...byId,
    existing: "overwrite",
  });
  expect(again.run).toMatchObject({ created: 0, updated: 1 });
  await importAll("Mail,No\na@twin.example,T-1\nb@twin.example,T-1\n", {
    mapping: { Mail: "email", No: "externalId" },
  });
  const twins = await importAll("No,Name\nT-1,Tim\n", byId);
  expect(twins).toMatchObject({
    run: { failed: 1 },
    errors: [{ row: 2, code: "two_customers" }],
  });
});

test("a process that dies in the middle changes nothing twice, and a paused import rests", async () => {
  const lines = Array.from(
    { length: 130 },
    (_, n) => `P${n},p${n}@many.example,${n}`,
  );
  const file = await upload(`Name,Mail,Points\n${lines.join("\n")}\n`);
  await step(file, "check", SETTINGS);
  await call("POST", `/customers/imports/${file.id}/start`);
  const { sql } = server.world.context.db;
  // A worker claims it and dies: its lease passes, and its claim is worth nothing.
  const dead = new AbortController();
  dead.abort();
  await workOnImports(server.world.context, dead.signal);
  await call("POST", `/customers/imports/${file.id}/pause`);
  await work();
  expect(await call("GET", `/customers/imports/${file.id}`)).toMatchObject({
    state: "paused",
    run: null,
  });
  await call("POST", `/customers/imports/${file.id}/resume`);
  await sql.$executeRaw(
    Prisma.sql`update data_import set claims = claims + 1, "dueAt" = now() - interval '1 second' where id = ${file.id}::uuid`,
  );
  await work();
  expect(await call("GET", `/customers/imports/${file.id}`)).toMatchObject({
    state: "done",
    run: { rows: 130, created: 130 },
  });
  const [count] = await sql.$queryRaw<{ n: number }[]>(
    Prisma.sql`select count(*)::int as n from customer where "emailKey" like '%@many.example'`,
  );
  expect(count?.n).toBe(130);
});

test("a row that can’t be stored stops no other one", async () => {
  const { sql } = server.world.context.db;
  await sql.$executeRaw(
    Prisma.sql`alter table customer add constraint odd check (name <> 'Odd') not valid`,
  );
  try {
    const found = await importAll(
      "Name,Mail\nA,a@odd.example\nOdd,b@odd.example\nC,c@odd.example\n",
      { mapping: { Name: "name", Mail: "email" } },
    );
    expect(found).toMatchObject({
      state: "done",
      run: { created: 2, failed: 1 },
      errors: [{ row: 3, code: "not_saved" }],
    });
  } finally {
    await sql.$executeRaw(Prisma.sql`alter table customer drop constraint odd`);
  }
});

test("an undo restores what no one has changed since, and removes whom it added", async () => {
  await importAll(
    "Name,Mail,Points\nOld,old@undo.example,1\nBo,bo@undo.example,1\n",
  );
  const text = `Name,Mail,Points,Stage
New,old@undo.example,2,regular
Bob,bo@undo.example,2,
Alone,alone@undo.example,5,
Noted,noted@undo.example,5,
Held,held@undo.example,5,
Twice,alone@undo.example,6,`;
  const done = await importAll(text, {
    mapping: { ...SETTINGS.mapping, Stage: "stage" },
    existing: "overwrite",
    basis: "consent_marketing",
  });
  expect(done.run).toMatchObject({ created: 3, updated: 3 });
  const [old] = await find("old@undo.example");
  const [noted] = await find("noted@undo.example");
  const consents = async () =>
    (
      await call<{ state: { marketing: unknown } }>(
        "GET",
        `/customers/${old?.id}/consents`,
      )
    ).state.marketing;
  expect(await consents()).toMatchObject({ source: "import", note: "Old CRM" });
  await call("PATCH", `/customers/${old?.id}`, { name: "Changed since" });
  await call("POST", `/customers/${noted?.id}/notes`, { text: "Called." });
  const [held] = await find("held@undo.example");
  await server.world.context.db.sql.$executeRaw(Prisma.sql`
    insert into legal_hold (id, "customerId", reason, "placedByName", "placedAt")
    values (${newId()}::uuid, ${held?.id}::uuid, 'Court', 'Ada', now())`);
  const undone = await step(done, "undo");
  expect(undone).toMatchObject({
    state: "undone",
    undo: { rows: 6, removed: 1, restored: 3, kept: 2 },
    undoUntil: null,
    undoneBy: "Ada",
  });
  expect(await find("old@undo.example")).toMatchObject([
    { name: "Changed since", fields: { Points: 1 }, stageId: null },
  ]);
  expect(await consents()).toBeNull();
  expect(await find("bo@undo.example")).toMatchObject([
    { name: "Bo", fields: { Points: 1 } },
  ]);
  expect(await find("alone@undo.example")).toEqual([]);
  expect(await find("noted@undo.example")).toHaveLength(1);
  expect(await find("held@undo.example")).toHaveLength(1);
  const path = `/customers/imports/${done.id}/undo`;
  expect((await server.call(admin, "POST", path)).status).toBe(409);
});

test("leads go the same way, without an offer or an alert", async () => {
  const file = await upload(
    "Name,Mail\nLea,lea@lead.example\n,no mail\n",
    "leads",
  );
  expect(file.guess).toEqual({ Name: "name", Mail: "email" });
  const settings = { mapping: file.guess, source: "Fair", basis: "contract" };
  expect((await step(file, "check", settings)).check).toMatchObject({
    created: 1,
    failed: 1,
  });
  const done = await step(file, "start");
  expect(done).toMatchObject({ state: "done", run: { created: 1, failed: 1 } });
  const leads = async () =>
    (await call<{ items: unknown[] }>("GET", "/leads?q=lea@lead.example"))
      .items;
  expect(await leads()).toHaveLength(1);
  expect(await find("lea@lead.example")).toHaveLength(1);
  const { sql } = server.world.context.db;
  for (const table of [
    "lead_wait",
    "lead_offer",
    "alert",
    "notification",
    "mail_job",
  ])
    expect(
      await sql.$queryRaw(Prisma.sql`select 1 from ${Prisma.raw(table)}`),
      table,
    ).toEqual([]);
  expect((await step(done, "undo")).undo).toMatchObject({ removed: 1 });
  expect(await leads()).toEqual([]);
  expect(await find("lea@lead.example")).toEqual([]);
});

test("a file brings no erased person back, and the rows of one are removed", async () => {
  const { sql } = server.world.context.db;
  const text = "Mail,Tel\ngone@erased.example,0955-000-111\n";
  const mapping = { Mail: "email", Tel: "phone" };
  await importAll(text, { mapping });
  const [gone] = await find("gone@erased.example");
  await call("POST", `/customers/${gone?.id}/erase`, {});
  const rows = await sql.$queryRaw(
    Prisma.sql`select from data_import_row where "targetId" = ${gone?.id}::uuid or key = 'gone@erased.example'`,
  );
  expect(rows).toEqual([]);
  for (const again of [
    await importAll(text, { mapping }),
    await importAll("Tel\n+886955000111\n", {
      mapping: { Tel: "phone" },
      key: "phone",
    }),
  ])
    expect(again).toMatchObject({
      run: { created: 0, failed: 1 },
      errors: [{ row: 2, code: "erased" }],
    });
  const leads = await upload(text, "leads");
  const settings = { mapping, source: "Fair", basis: "contract" };
  expect((await step(leads, "check", settings)).check).toMatchObject({
    created: 0,
    failed: 1,
  });
  // The same holds for the text of a file.
  const csv = `${text}new-${newId()}@erased.example,\n`;
  for (const [kind, dryRun] of [
    ["customers", true],
    ["customers", false],
    ["leads", true],
    ["leads", false],
  ] as const)
    expect(
      await call("POST", `/${kind}/import`, { csv, mapping, dryRun }),
      kind,
    ).toMatchObject({ created: 1, errors: [{ row: 2, code: "erased" }] });
  expect(await find("gone@erased.example")).toEqual([]);
  expect(await call("GET", "/leads?q=gone@erased.example")).toMatchObject({
    items: [],
  });
});

test("values of a teammate’s file are for those alone who see all of a customer, and a hidden field is written by no file", async () => {
  const text = "Mail,Secret\nseen@values.example,Frozen\nno mail,Locked\n";
  const read = async (file: OpenedImport) => {
    const path = `/leads/imports/${file.id}`;
    const { body } = await server.call(boss, "GET", path);
    const errors = await server.request(`/api/v1${path}/errors`, {
      headers: { authorization: `Bearer ${await server.token(boss)}` },
    });
    return `${JSON.stringify((body as OpenedImport).sample)} ${await errors.text()}`;
  };
  const check = (file: OpenedImport, mapping: object, actor: Actor) =>
    server.call(actor, "POST", `/leads/imports/${file.id}/check`, {
      mapping,
      source: "Fair",
      basis: "contract",
    });
  const mail = { Mail: "email" };
  const both = { ...mail, Secret: "field:Secret" };
  const [hers, own] = [
    await upload(text, "leads"),
    await upload(text, "leads", boss),
  ];
  for (const file of [hers, own])
    expect((await check(file, both, admin)).status).toBe(202);
  await work();
  expect(await read(hers)).toMatch(/seen@values.*Locked/s);
  await call("PATCH", "/settings/security", {
    contactLimits: { supervisor: "reveal" },
  });
  expect(await read(hers)).not.toMatch(/values\.example|Locked/);
  expect(await read(own)).toContain("seen@values.example");
  await call("PATCH", "/settings/security", { contactLimits: {} });
  const departmentId = await server.world.department([admin]);
  await call("POST", "/customer-fields", {
    name: "Secret",
    departmentIds: [departmentId],
  });
  expect(await read(hers)).not.toMatch(/Frozen|Locked/);
  expect(await read(own)).toMatch(/Frozen.*Locked/s);
  const refused = {
    status: 422,
    body: { errors: [{ path: "mapping.Secret" }] },
  };
  expect(await check(own, both, boss)).toMatchObject(refused);
  expect((await check(own, mail, boss)).status).toBe(202);
  expect(
    await server.call(boss, "POST", "/leads/import", {
      csv: text,
      mapping: both,
      dryRun: true,
    }),
  ).toMatchObject(refused);
  await work();
  for (const { id } of [hers, own])
    await call("DELETE", `/leads/imports/${id}`);
});

test("source, basis and a column for the key are required, and supervisors import leads alone", async () => {
  const file = await upload("Name,Mail\nA,a@need.example\n");
  const path = `/customers/imports/${file.id}`;
  for (const wrong of [
    { ...SETTINGS, mapping: { Mail: "email" }, source: "" },
    { ...SETTINGS, mapping: { Mail: "email" }, basis: undefined },
    { ...SETTINGS, mapping: { Name: "name" } },
    { ...SETTINGS, mapping: { Mail: "email", Other: "name" } },
    { ...SETTINGS, mapping: { Mail: "email", Name: "elsewhere" } },
  ])
    expect(
      (await server.call(admin, "POST", `${path}/check`, wrong)).status,
    ).toBe(422);
  expect((await server.call(admin, "POST", `${path}/start`)).status).toBe(409);
  expect((await server.call(boss, "GET", path)).status).toBe(403);
  expect((await server.call(boss, "GET", "/leads/imports")).status).toBe(200);
  expect(
    (await server.call(admin, "GET", `/leads/imports/${file.id}`)).status,
  ).toBe(404);
});

test("files that no one imports, and rows that can’t be undone, are removed in time", async () => {
  const done = await importAll("Mail\nx@tidy.example\n", {
    mapping: { Mail: "email" },
  });
  const draft = await upload("Mail\ny@tidy.example\n");
  const { context } = server.world;
  await context.db.sql.$executeRaw(Prisma.sql`
    update data_import set "createdAt" = now() - interval '40 days',
      "startedAt" = case when "startedAt" is not null then now() - interval '40 days' end
    where id in (${done.id}::uuid, ${draft.id}::uuid)`);
  await tidyImports(context);
  const gone = await server.call(
    admin,
    "GET",
    `/customers/imports/${draft.id}`,
  );
  expect(gone.status).toBe(404);
  expect(await call("GET", `/customers/imports/${done.id}`)).toMatchObject({
    state: "done",
    undoUntil: null,
  });
  const rows = await context.db.sql.$queryRaw(
    Prisma.sql`select from data_import_row where "importId" = ${done.id}::uuid`,
  );
  expect(rows).toEqual([]);
});
