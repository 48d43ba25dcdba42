import { expect, test } from "vitest";
import type { OpenedImport } from "#contract/imports/import.ts";
import { Prisma } from "#server/db/client.ts";

import { openImports, SETTINGS } from "./test-imports.ts";

/** A file becomes customers or leads, step by step, from outside. */

const { server, admin, boss, call, upload, work, step, importAll, find } =
  await openImports();

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
