import { expect, test } from "vitest";
import type { Lead } from "#contract/leads/lead.ts";
import { startDueLeadBackfills } from "#server/domain/leads/intake/lead-backfill.ts";
import { openLeadWorld } from "#server/http/api/leads/test-lead-world.ts";
import { backfillLeadsOnce } from "#server/pipeline/jobs/lead-backfill.ts";
import { fetchLeadsOnce } from "#server/pipeline/jobs/leads.ts";

/** Leads whose webhooks were lost are read from the page's forms. */

const { attempts, changePage, ok, page, prisma, server, submit, vendor } =
  await openLeadWorld();

test("after an outage a back-fill finds what did not come, once", async () => {
  await changePage({ webhooks: "dropped" });
  const lost: string[] = [];
  for (const name of ["Lost One", "Lost Two"]) {
    lost.push(await submit({ full_name: name }));
  }
  await changePage({ webhooks: "normal" });
  const job = await ok<{ id: string }>("POST", "/leads/backfill", {
    channelId: page.id,
    since: new Date(Date.now() - 7_200_000).toISOString(),
  });
  while (await backfillLeadsOnce(vendor));
  const done = await ok<{ result: object }>("GET", `/jobs/${job.id}`);
  expect(done).toMatchObject({
    kind: "lead_backfill",
    state: "done",
    result: { recovered: 2, failed: 0 },
  });
  await fetchLeadsOnce(vendor);
  const { items } = await ok<{ items: Lead[] }>("GET", "/leads?q=Lost");
  expect(
    items.map(({ leadgenId, state }) => [leadgenId, state]).sort(),
  ).toEqual(lost.map((id) => [id, "synced"]).sort());
  // Within the hour nothing more is due.
  await startDueLeadBackfills(server.host.context);
  expect(await backfillLeadsOnce(vendor)).toBe(false);
});

test("after two hours without webhooks the hourly reading finds every lead of the gap, once, without being asked", async () => {
  const HOUR_MS = 3_600_000;
  const ago = (hours: number) =>
    new Date(Date.now() - hours * HOUR_MS).toISOString();
  // The last reading ended before the outage.
  await prisma.job.updateMany({
    where: { kind: "lead_backfill" },
    data: { createdAt: ago(2.1) },
  });
  await prisma.leadPage.update({
    where: { channelId: page.id },
    data: { readFrom: ago(2.1) },
  });
  await changePage({ webhooks: "dropped" });
  const gone: string[] = [];
  for (const hours of [2, 1.5, 0.2]) {
    gone.push(await submit({ full_name: "Gap" }, { at: ago(hours) }));
  }
  await changePage({ webhooks: "normal" });
  for (let round = 0; round < 2; round += 1) {
    await startDueLeadBackfills(server.host.context);
    while (await backfillLeadsOnce(vendor));
    while (await fetchLeadsOnce(vendor));
  }
  const { items } = await ok<{ items: Lead[] }>("GET", "/leads?q=gap");
  expect(items.map(({ leadgenId }) => leadgenId).sort()).toEqual(gone.sort());
  for (const lead of items) {
    expect(lead.state).toBe("synced");
    expect((await attempts(lead)).map(({ outcome }) => outcome)).toEqual([
      "synced",
      "recovered",
    ]);
  }
});
