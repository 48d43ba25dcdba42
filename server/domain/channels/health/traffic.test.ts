import { beforeAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { lookAtTraffic } from "./traffic.ts";
import { createWorld, type World } from "#server/pipeline/test-world.ts";

/** Silence against the page's own weeks, by hour and weekday. */

const HOUR_MS = 3_600_000;
const at = (text: string) => new Date(`${text}:00.000Z`);

let world: World;
let page: Awaited<ReturnType<World["page"]>>;
beforeAll(async () => {
  world = createWorld(await testDatabase());
});
beforeEach(async () => {
  page = await world.page(null);
});

/** Open from 9 to 17 from Monday to Friday, as many weeks before Monday, November 23rd 2026 as said, and on until then. */
async function worked(weeks: number, until: Date, moments = 20): Promise<void> {
  const from = at("2026-11-23T00:00").getTime() - weeks * 7 * 24 * HOUR_MS;
  const hours: Date[] = [];
  for (let ms = from; ms <= until.getTime(); ms += HOUR_MS) {
    const hour = new Date(ms);
    const isWorkday = hour.getUTCDay() >= 1 && hour.getUTCDay() <= 5;
    const isOpen = hour.getUTCHours() >= 9 && hour.getUTCHours() < 17;
    if (isWorkday && isOpen) hours.push(hour);
  }
  await world.context.db.prisma.channelHour.createMany({
    data: hours.map((hour) => ({ channelId: page.channelId, hour, moments })),
  });
}

async function isSilent(lastEventAt: Date, now: Date): Promise<boolean> {
  const { sql } = world.context.db;
  const { found } = await lookAtTraffic(sql, page.channelId, lastEventAt, now);
  return found.some(({ code }) => code === "events_silent");
}

test("a weekday's morning without anything is unusual, a weekend is not", async () => {
  const friday = at("2026-11-27T16:50");
  await worked(4, friday);
  expect(await isSilent(friday, at("2026-11-29T20:00"))).toBe(false);
  expect(await isSilent(friday, at("2026-11-30T11:55"))).toBe(false);
  expect(await isSilent(friday, at("2026-11-30T12:05"))).toBe(true);
});

test("a silence of hours is noticed in the middle of the day", async () => {
  const monday = at("2026-11-23T10:30");
  await worked(4, monday);
  expect(await isSilent(monday, at("2026-11-23T13:00"))).toBe(false);
  expect(await isSilent(monday, at("2026-11-23T14:10"))).toBe(true);
});

test("a page that little comes to is silent now and then", async () => {
  const monday = at("2026-11-23T10:30");
  await worked(4, monday, 1);
  expect(await isSilent(monday, at("2026-11-23T16:10"))).toBe(false);
  expect(await isSilent(monday, at("2026-11-25T16:10"))).toBe(true);
});

test("what comes in is noted by the hour it came in", async () => {
  const { prisma } = world.context.db;
  await world.write(page);
  const { receivedAt } = await prisma.delivery.findFirstOrThrow({
    where: { sourceId: page.sourceId },
  });
  const hour = Math.floor(receivedAt.getTime() / HOUR_MS) * HOUR_MS;
  expect(
    await prisma.channelHour.findMany({ where: { channelId: page.channelId } }),
  ).toEqual([{ channelId: page.channelId, hour: new Date(hour), moments: 1 }]);
});
