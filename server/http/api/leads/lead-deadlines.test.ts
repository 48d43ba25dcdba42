import { expect, test } from "vitest";
import type { LeadStatus } from "#contract/leads/lead-settings.ts";
import {
  claimLeads,
  failLead,
} from "#server/domain/leads/details/fetch-lead.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";

import { openLeadDesk } from "./test-lead-desk.ts";

/** Leads that wait too long, from outside: for a first contact, for the next one, for their answers. */

const { server, owner, ada, page, ok, arrive, alertsOf, advance } =
  await openLeadDesk();

const MINUTE = 60_000;
const DAY = 86_400_000;

test("supervisors are alerted to a lead without a first contact in five minutes of office time", async () => {
  const { clock } = server.world;
  // A Friday; the office closes two minutes later and opens on Monday at nine.
  clock.at = new Date("2026-12-04T16:58:00Z");
  const department = await ok<{ id: string }>(owner, "POST", "/departments", {
    name: "Sales",
  });
  await ok(owner, "PATCH", `/departments/${department.id}`, {
    schedule: {
      timeZone: "UTC",
      week: [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "17:00" })),
    },
  });
  await server.host.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: { departmentId: department.id },
    select: { id: true },
  });
  const waiting = await arrive();
  const contacted = await arrive();
  // Deliveries go by the database's clock.
  await server.host.context.db.prisma.lead.updateMany({
    where: { id: { in: [waiting.id, contacted.id] } },
    data: { createdAt: clock.at },
  });
  await advance(30 * MINUTE);
  expect(await alertsOf(owner, "lead_late", waiting)).toEqual([]);
  const { items } = await ok<{ items: LeadStatus[] }>(
    owner,
    "GET",
    "/lead-statuses",
  );
  await ok(owner, "PATCH", `/leads/${contacted.id}`, {
    statusId: items[1]?.id,
  });
  clock.at = new Date("2026-12-07T09:02:59Z");
  await advance(0);
  expect(await alertsOf(owner, "lead_late", waiting)).toEqual([]);
  await advance(2_000);
  expect(await alertsOf(owner, "lead_late", waiting)).toHaveLength(1);
  expect(await alertsOf(owner, "lead_late", contacted)).toEqual([]);
  await ok(owner, "PATCH", `/leads/${waiting.id}`, { statusId: items[1]?.id });
  expect(await alertsOf(owner, "lead_late", waiting)).toEqual([]);
  clock.at = null;
});

test("a lead with which nothing happens for office hours is reported to its owner, then to the supervisors", async () => {
  const { clock } = server.world;
  await ok(owner, "PATCH", `/channels/${page.channelId}`, {
    route: {
      hours: {
        timeZone: "UTC",
        week: [1, 2, 3, 4, 5].map((day) => ({
          day,
          from: "09:00",
          to: "17:00",
        })),
      },
    },
  });
  await ok(owner, "PATCH", "/leads/settings", { stalledHours: 8 });
  clock.at = new Date("2026-12-04T08:00:00Z"); // a Friday
  const lead = await arrive();
  const assigned = (to: object | null) =>
    ok(owner, "PATCH", `/leads/${lead.id}`, { assignedTo: to });
  const stalled = async () => {
    while (await runTimersOnce(server.world.context));
    const [adas, olgas] = await Promise.all(
      [ada, owner].map((actor) => alertsOf(actor, "lead_stalled", lead)),
    );
    return [adas, olgas].map((alerts) =>
      alerts?.map(({ detail }) => detail["hours"]),
    );
  };
  const at = (time: string) => void (clock.at = new Date(time));
  await assigned({ type: "agent", id: ada.agentId });
  at("2026-12-04T13:00:00Z");
  await ok(ada, "PATCH", `/leads/${lead.id}`, { contact: { city: "Taipei" } });
  // Four hours are left on Friday; the weekend counts nothing.
  at("2026-12-07T12:59:00Z");
  expect(await stalled()).toEqual([[], []]);
  at("2026-12-07T13:00:01Z");
  expect(await stalled()).toEqual([[8], []]);
  at("2026-12-08T12:59:00Z");
  expect(await stalled()).toEqual([[8], []]);
  at("2026-12-08T13:00:01Z");
  expect(await stalled()).toEqual([[8], [16]]);
  // An act ends both, and begins the hours again; without an owner, supervisors come first.
  at("2026-12-08T13:01:00Z");
  await assigned(null);
  expect(await stalled()).toEqual([[], []]);
  at("2026-12-09T13:00:59Z");
  expect(await stalled()).toEqual([[], []]);
  at("2026-12-09T13:01:01Z");
  expect(await stalled()).toEqual([[], [8]]);
  await ok(owner, "PATCH", `/channels/${page.channelId}`, {
    route: { hours: null },
  });
  clock.at = null;
});

test("supervisors are alerted to a lead that Meta deletes in 30 days and whose answers are not here", async () => {
  server.world.clock.at = new Date();
  const lead = await arrive();
  const { context } = server.world;
  for (const due of await claimLeads(context, 50))
    await failLead(context, due, { code: "not_connected" }, null);
  await advance(59 * DAY);
  expect(await alertsOf(owner, "lead_expiring", lead)).toEqual([]);
  await advance(DAY);
  expect(await alertsOf(owner, "lead_expiring", lead)).toMatchObject([
    { detail: { days: 30 } },
  ]);
  expect(await alertsOf(ada, "lead_expiring", lead)).toEqual([]);
  // It ends once the answers are here.
  await context.db.prisma.lead.update({
    where: { id: lead.id },
    data: { state: "synced" },
    select: { id: true },
  });
  expect(await alertsOf(owner, "lead_expiring", lead)).toEqual([]);
  server.world.clock.at = null;
});
