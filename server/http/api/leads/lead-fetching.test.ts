import { expect, test } from "vitest";
import { claimLeads } from "#server/domain/leads/details/fetch-lead.ts";
import { openLeadWorld } from "#server/http/api/leads/test-lead-world.ts";
import { fetchLeadsOnce } from "#server/pipeline/jobs/leads.ts";

/** The answers of a lead are fetched from Meta, with every error that can stop it. */

const {
  attempts,
  changePage,
  fetched,
  fill,
  ok,
  owner,
  page,
  prisma,
  server,
  vendor,
} = await openLeadWorld();

const CLASSES: [code: string, fault: object][] = [
  [
    "missing_scope",
    {
      code: 200,
      message:
        "(#200) Requires leads_retrieval permission to manage the object",
    },
  ],
  [
    "missing_task",
    {
      code: 200,
      message:
        "(#200) The user must be able to perform one of the tasks ADVERTISE on the page.",
    },
  ],
  [
    "lead_access",
    { code: 100, subcode: 33, message: "Unsupported get request." },
  ],
  ["token_dead", { code: 190, subcode: 460, message: "Session invalidated." }],
  [
    "app_secret_wrong",
    {
      code: 100,
      message: "Invalid appsecret_proof provided in the API argument",
    },
  ],
  ["rate_limited", { code: 80005, message: "Too many calls." }],
  ["unreachable", { code: 2, message: "Try later.", transient: true }],
];

test.for(CLASSES)(
  "%s: pending with the reason, retried by hand, then synced",
  async ([code, fault]) => {
    const bare = await fill({
      full_name: `Err ${code}`,
      email: `${code}@example.org`,
    });
    await changePage({ leadFault: fault });
    const waiting = await fetched(bare);
    expect(waiting).toMatchObject({ state: "pending", error: { code } });
    const wait = Date.parse(waiting.nextAttemptAt ?? "") - Date.now();
    expect(wait).toBeGreaterThan(50_000);
    await changePage({ leadFault: null });
    await ok("POST", `/leads/${bare.id}/retry`);
    expect(await fetched(bare)).toMatchObject({ state: "synced", error: null });
    const history = await attempts(bare);
    expect(history.map(({ outcome }) => outcome)).toEqual([
      "synced",
      "retried",
      "waiting",
      "received",
    ]);
    expect(history[2]).toMatchObject({ error: { code }, actor: null });
    expect(history[1]).toMatchObject({ actor: { name: "Olga" } });
  },
);

const FINAL: [code: string, fault: object, at: string | undefined][] = [
  ["refused", { code: 506, message: "Duplicate." }, undefined],
  [
    "expired",
    { code: 100, subcode: 33, message: "Unsupported get request." },
    "2026-07-01T00:00:00Z",
  ],
];

test.for(FINAL)(
  "%s: no further attempt follows by the clock, and a person’s retry still brings the answers",
  async ([code, leadFault, at]) => {
    const bare = await fill(
      { full_name: `Final ${code}` },
      at === undefined ? {} : { at },
    );
    await changePage({ leadFault });
    expect(await fetched(bare)).toMatchObject({
      state: "failed",
      nextAttemptAt: null,
      error: { code },
    });
    await changePage({ leadFault: null });
    await ok("POST", `/leads/${bare.id}/retry`);
    expect(await fetched(bare)).toMatchObject({ state: "synced", error: null });
  },
);

test("not_connected: a lead whose page is gone waits, and a retry brings the answers once it is back", async () => {
  const bare = await fill({ full_name: "Waits For Page" });
  await prisma.lead.update({
    where: { id: bare.id },
    data: { channelId: null },
  });
  expect(await fetched(bare)).toMatchObject({
    state: "pending",
    error: { code: "not_connected" },
  });
  await prisma.lead.update({
    where: { id: bare.id },
    data: { channelId: page.id },
  });
  await ok("POST", `/leads/${bare.id}/retry`);
  expect(await fetched(bare)).toMatchObject({ state: "synced" });
});

test("a day of attempts ends in failed, and a retry begins anew", async () => {
  const bare = await fill({ full_name: "Long Wait" });
  await changePage({
    leadFault: { code: 190, message: "dead" },
  });
  await prisma.lead.update({
    where: { id: bare.id },
    data: { attempts: 9, tryingSince: new Date(Date.now() - 25 * 3_600_000) },
  });
  expect(await fetched(bare)).toMatchObject({
    state: "failed",
    nextAttemptAt: null,
    error: { code: "token_dead" },
  });
  await changePage({ leadFault: null });
  await ok("POST", `/leads/${bare.id}/retry`);
  expect(await fetched(bare)).toMatchObject({ state: "synced" });
  expect(
    (await server.call(owner, "POST", `/leads/${bare.id}/retry`)).status,
  ).toBe(409);
});

test("a worker that dies with its claim: another one fetches the lead, once", async () => {
  const bare = await fill({
    full_name: "Kill Minus Nine",
    email: "kill@example.org",
  });
  const [dead] = await claimLeads(server.host.context, 50);
  expect(dead).toBeDefined();
  expect(await fetchLeadsOnce(vendor)).toBe(false);
  await prisma.lead.updateMany({
    where: { state: "pending" },
    data: { dueAt: new Date() },
  });
  expect(await fetched(bare)).toMatchObject({ state: "synced" });
  expect(
    await prisma.customer.count({ where: { name: "Kill Minus Nine" } }),
  ).toBe(1);
});
