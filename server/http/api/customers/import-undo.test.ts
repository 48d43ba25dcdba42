import { expect, test } from "vitest";
import { Prisma } from "#server/db/client.ts";
import { tidyImports } from "#server/domain/imports/tidy-imports.ts";
import { workOnImports } from "#server/domain/imports/work-import.ts";
import { newId } from "#server/runtime/crypto.ts";

import { openImports, SETTINGS } from "./test-imports.ts";

/** Imports that are interrupted, refused in part, undone or forgotten. */

const { server, admin, call, upload, work, step, importAll, find } =
  await openImports();

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
