import { expect, test } from "vitest";
import { hoursSchema, type HoursInput } from "#contract/hours/hours.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import {
  connectDevice,
  disconnectDevice,
  loseAgents,
} from "#server/domain/people/account/devices.ts";
import { leave, setPresence } from "#server/domain/people/presence.ts";
import { acceptOffer } from "#server/domain/conversations/answer-offer.ts";
import { saveHolidayCalendar } from "#server/domain/teams/holiday-calendars.ts";
import { listTransferTargets } from "#server/domain/routing/offering/transfer-targets.ts";
import { askWhatIf } from "#server/domain/supervision/what-if.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** Agents' working hours: the effect of their start and end on status, offers and transfers. */

const { company, world, boss } = await openCompany();

// The 23rd is a Monday.
const at = (clock: string, day = 23) => new Date(`2026-11-${day}T${clock}:00Z`);

/** Moves the time to then; the agents for whom `seen` is true stay connected. */
async function goTo(
  when: Date,
  seen: (agentId: string) => boolean = () => true,
): Promise<void> {
  await company.advance(
    (when.getTime() - world.clock.now().getTime()) / 1000,
    seen,
  );
}

async function giveHours(
  { agentId }: Actor,
  more: Partial<HoursInput> = {},
  shiftEnds?: "away" | "transfer_only" | "dnd",
): Promise<void> {
  const shift = hoursSchema.parse({
    timeZone: "UTC",
    week: [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "18:00" })),
    ...more,
  });
  await updateAgent(world.context, boss, agentId, {
    shift,
    ...(shiftEnds ? { shiftEnds } : {}),
  });
}

const row = ({ agentId }: Actor) =>
  world.context.db.prisma.agent.findUniqueOrThrow({
    where: { id: agentId },
    select: {
      presence: true,
      presenceReason: true,
      presenceUntil: true,
      presenceBefore: true,
    },
  });

async function start(clock: string, day?: number) {
  world.clock.at = at(clock, day);
  const [mei] = await company.people("Mei");
  return mei!;
}

test("hours end and begin: away until then, no offers, open threads stay; then available, and it rings", async () => {
  const mei = await start("17:50");
  const id = await world.queue([mei], { strategy: "ring_all" });
  const page = await world.page(toQueue(id));
  await giveHours(mei);
  expect(await row(mei)).toMatchObject({ presence: "available" });
  const kept = await company.arrive(page);
  await acceptOffer(world.context, mei, kept);
  await goTo(at("18:00"));
  expect(await row(mei)).toEqual({
    presence: "away",
    presenceReason: "shift",
    presenceUntil: at("09:00", 24),
    presenceBefore: null,
  });
  expect(await company.thread(kept)).toMatchObject({
    ownerId: mei.agentId,
    status: "open",
  });
  const waiting = await company.arrive(page);
  expect(await company.ringing(waiting)).toBe("");
  const asked = await askWhatIf(world.context, boss, {
    channelId: page.channelId,
  });
  expect(asked.selection?.excluded).toEqual([
    {
      agentId: mei.agentId,
      name: "Mei",
      reason: "off_shift",
      until: at("09:00", 24).toISOString(),
    },
  ]);
  const targets = await listTransferTargets(world.context, boss, waiting);
  expect(targets.find(({ to }) => to.id === mei.agentId)).toMatchObject({
    reason: "away",
    offShift: { until: at("09:00", 24).toISOString() },
  });
  await goTo(at("09:00", 24));
  expect(await row(mei)).toMatchObject({
    presence: "available",
    presenceReason: "shift_began",
    presenceUntil: null,
  });
  expect(await company.ringing(waiting)).toBe("Mei");
  const spans = await world.context.db.prisma.presenceSpan.findMany({
    where: { agentId: mei.agentId },
    orderBy: [{ startedAt: "asc" }, { id: "asc" }],
    select: { presence: true, reason: true },
  });
  expect(spans).toEqual([
    { presence: "away", reason: "shift" },
    { presence: "available", reason: "shift_began" },
  ]);
});

test("a choice lasts until the next change of hours; one made outside the hours is kept; a timed one lasts", async () => {
  const mei = await start("12:00");
  await giveHours(mei, {}, "transfer_only");
  await setPresence(world.context, mei, "dnd");
  await goTo(at("17:59"));
  expect((await row(mei)).presence).toBe("dnd");
  await goTo(at("18:00"));
  expect((await row(mei)).presence).toBe("transfer_only");
  // Staying available is a choice as well, and lasts until the next end.
  await setPresence(world.context, mei, "available");
  await goTo(at("23:00"));
  expect((await row(mei)).presence).toBe("available");
  await goTo(at("18:00", 24));
  expect(await row(mei)).toMatchObject({
    presence: "transfer_only",
    presenceReason: "shift",
  });
  await setPresence(world.context, mei, "transfer_only");
  await goTo(at("09:00", 25));
  expect(await row(mei)).toMatchObject({
    presence: "transfer_only",
    presenceReason: null,
  });
  await setPresence(world.context, mei, {
    presence: "available",
    text: "Late",
    until: at("20:00", 25).toISOString(),
  });
  await goTo(at("18:00", 25));
  expect((await row(mei)).presence).toBe("available");
  await goTo(at("20:00", 25));
  expect(await row(mei)).toMatchObject({
    presence: "transfer_only",
    presenceReason: "shift",
    presenceUntil: at("09:00", 26),
  });
});

test("an agent who closes the laptop or signs out comes back with the status of the hours", async () => {
  const mei = await start("17:00");
  await giveHours(mei);
  const nobody = () => false;
  const back = () =>
    connectDevice(world.context, {
      agentId: mei.agentId,
      connectionId: randomToken(8),
      nodeId: newId(),
    });
  await goTo(at("18:00"));
  await disconnectDevice(world.context, company.deviceOf(mei));
  await goTo(at("18:10"), nobody);
  await loseAgents(world.context, new Date(0));
  expect(await row(mei)).toMatchObject({
    presence: "offline",
    presenceBefore: "away",
  });
  await goTo(at("09:00", 24), nobody);
  expect((await row(mei)).presence).toBe("offline");
  await back();
  expect(await row(mei)).toMatchObject({
    presence: "available",
    presenceBefore: null,
  });
  // The agent signs out before the end; the next morning counts from the sign-in.
  await leave(world.context, mei, { threads: "policy" });
  await world.context.db.prisma.agentConnection.deleteMany({
    where: { agentId: mei.agentId },
  });
  await goTo(at("18:00", 24), nobody);
  await goTo(at("08:30", 25), nobody);
  await back();
  expect(await row(mei)).toMatchObject({
    presence: "away",
    presenceReason: "shift",
    presenceUntil: at("09:00", 25),
  });
});

test("breaks and holidays count; a changed calendar applies; without hours an agent is free again", async () => {
  const mei = await start("11:00");
  const days = [{ date: "2026-11-24", name: "Fair", yearly: false, spans: [] }];
  const save = (id: string | null, holidays: typeof days) =>
    saveHolidayCalendar(world.context, boss, id, {
      name: `Fairs ${id ?? randomToken(4)}`,
      days: holidays,
    });
  const calendar = await save(null, days);
  await giveHours(mei, {
    breaks: [{ day: 1, from: "12:00", to: "13:00" }],
    calendarIds: [calendar.id],
  });
  await goTo(at("12:00"));
  expect(await row(mei)).toMatchObject({
    presence: "away",
    presenceUntil: at("13:00"),
  });
  await goTo(at("13:00"));
  expect((await row(mei)).presence).toBe("available");
  await goTo(at("18:00"));
  expect((await row(mei)).presenceUntil).toEqual(at("09:00", 25));
  await goTo(at("10:00", 24));
  expect((await row(mei)).presence).toBe("away");
  await save(calendar.id, []);
  await company.settle();
  expect((await row(mei)).presence).toBe("available");
  await goTo(at("18:00", 24));
  await updateAgent(world.context, boss, mei.agentId, { shift: null });
  expect(await row(mei)).toMatchObject({
    presence: "available",
    presenceReason: null,
  });
  expect(
    await world.context.db.prisma.timer.count({
      where: { kind: "shift", key: mei.agentId },
    }),
  ).toBe(0);
});
