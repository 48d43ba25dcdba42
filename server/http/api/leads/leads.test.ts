import { expect, test } from "vitest";
import type { Lead } from "#contract/leads/lead.ts";
import type { LeadStats } from "#contract/leads/lead-requests.ts";
import { openLeadWorld } from "#server/http/api/leads/test-lead-world.ts";

/** Leads from outside: duplicates, figures, export and import. */

const { attempts, fetched, fill, ok, owner, prisma, server } =
  await openLeadWorld();
const agent = await server.world.agent("Aki");

test("the same e-mail address or phone number is one customer, which can be undone", async () => {
  const first = await fetched(
    await fill({
      full_name: "Dora One",
      email: "dora@example.org",
      phone_number: "+886 987 654 321",
    }),
  );
  const second = await fetched(
    await fill({ full_name: "D. One", email: "DORA@example.org" }),
  );
  const third = await fetched(
    await fill({ full_name: "Dora", phone_number: "0987-654-321" }),
  );
  expect([second, third]).toMatchObject([
    { duplicateOf: first.id, customerId: first.customerId },
    { duplicateOf: first.id, customerId: first.customerId },
  ]);
  const apart = await ok<Lead>("PATCH", `/leads/${third.id}`, {
    duplicateOf: null,
  });
  expect(apart.duplicateOf).toBeNull();
  expect(apart.customerId).not.toBe(first.customerId);
  await ok("PATCH", "/leads/settings", { duplicateDetection: false });
  const fourth = await fetched(
    await fill({ full_name: "Dora", email: "dora@example.org" }),
  );
  expect(fourth.duplicateOf).toBeNull();
  await ok("PATCH", "/leads/settings", { duplicateDetection: true });
});

test("stats add up, by the company's month", async () => {
  const late = await fill(
    { full_name: "October" },
    { at: "2026-10-31T15:59:00Z" },
  );
  await fill({ full_name: "November" }, { at: "2026-10-31T16:01:00Z" });
  const october = await ok<LeadStats>("GET", "/leads/stats?month=2026-10");
  expect(october).toMatchObject({
    month: "2026-10",
    from: "2026-09-30T16:00:00.000Z",
    to: "2026-10-31T16:00:00.000Z",
    total: 1,
  });
  // The figures lead to the list with the same leads.
  const listed = await ok<{ items: Lead[] }>(
    "GET",
    `/leads?from=${october.from}&to=${october.to}`,
  );
  expect(listed.items.map(({ id }) => id)).toEqual([late.id]);
  const { synced, failed, pending } = october;
  expect(synced + failed + pending).toBe(1);
  await fetched(late);
});

test("the export has a line for each lead", async () => {
  await fetched(await fill({ full_name: "王小明" }));
  const response = await server.request("/api/v1/leads/export", {
    headers: { authorization: `Bearer ${await server.token(owner)}` },
  });
  const text = await response.text();
  expect(text).toContain('"createdTime","name"');
  expect(text).toContain("王小明");
});

test("a file of leads is checked, then imported; wrong rows are named and left out", async () => {
  const csv = [
    "\uFEFFName;Mail;Mobile;Wish;Since;Step",
    "Ivy Import;ivy@example.org;'+886911222333;'=1+1;2026-10-02;Contacted",
    "Ian Import;no address;;;;",
    "Ida Import;;0911 222 333;;yesterday;Moon",
    ";;;;;",
    '"Ken; Import";;0911-222-333;;;',
  ].join("\r\n");
  const body = {
    csv,
    mapping: {
      Name: "name",
      Mail: "email",
      Mobile: "phone",
      Wish: "field:wish",
      Since: "createdTime",
      Step: "status",
    },
  };
  const count = () => prisma.lead.count();
  const before = await count();
  const found = {
    rows: 4,
    created: 2,
    errors: [
      { row: 3, column: "Mail", code: "email" },
      { row: 4, column: "Since", code: "time" },
      { row: 4, column: "Step", code: "status" },
    ],
  };
  expect(
    await ok("POST", "/leads/import", { ...body, dryRun: true }),
  ).toMatchObject(found);
  expect(await count()).toBe(before);
  expect(await ok("POST", "/leads/import", body)).toMatchObject(found);
  const { items } = await ok<{ items: Lead[] }>("GET", "/leads?q=import");
  expect(items).toMatchObject([
    { contact: { name: "Ken; Import" }, duplicateOf: items[1]?.id },
    {
      state: "synced",
      channelId: null,
      createdTime: "2026-10-02T00:00:00.000Z",
      contact: { phone: "+886911222333", fields: { wish: "=1+1" } },
    },
  ]);
  expect(items[0]?.customerId).toBe(items[1]?.customerId);
  expect((await attempts(items[1] as Lead))[0]).toMatchObject({
    outcome: "imported",
    actor: { name: "Olga" },
  });
  for (const wrong of [
    { csv: 'Name\n"open', mapping: { Name: "name" } },
    { csv: "Name\nAda", mapping: { Moon: "name" } },
    { csv: "Name\nAda", mapping: { Name: "moon" } },
    { csv: `Name\n${"Ada\n".repeat(1001)}`, mapping: { Name: "name" } },
  ])
    expect(
      (await server.call(owner, "POST", "/leads/import", wrong)).status,
    ).toBe(422);
  const refused = await server.call(agent, "POST", "/leads/import", body);
  expect(refused.status).toBe(403);
});
