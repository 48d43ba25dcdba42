import { expect, test } from "vitest";
import type { OpenedImport } from "#contract/imports/import.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newId } from "#server/runtime/crypto.ts";

import { openImports } from "./test-imports.ts";

/** No import brings back or shows erased people, hidden fields, a teammate’s file. */

const { server, admin, boss, call, upload, work, step, importAll, find } =
  await openImports();

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
