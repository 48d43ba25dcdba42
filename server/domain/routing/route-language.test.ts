import { expect, test } from "vitest";
import { closeThread } from "#server/domain/conversations/close.ts";
import { takeThread } from "#server/domain/conversations/ownership.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { openHouse, toQueue } from "#server/pipeline/test-routing.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** Rules by language, and customers whose language comes a moment after their first message. */

const { house, world, boss } = await openHouse();

async function desks() {
  const [e, z] = await house.people("E", "Z");
  const english = await world.queue([e!], { strategy: "hunt" });
  const chinese = await world.queue([z!], { strategy: "hunt" });
  const page = await world.page(toQueue(english));
  await world.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: {
      rules: [
        {
          name: "Chinese",
          enabled: true,
          when: { language: ["zh"] },
          during: "open",
          to: toQueue(chinese),
        },
      ],
    },
  });
  return { page, chinese };
}

const steps = async (threadId: string) =>
  (
    await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
  ).items.map(({ step }) => step);

test("somebody brand-new is routed once their language is known", async () => {
  const { page, chinese } = await desks();
  const threadId = await house.arrive(page);
  expect(await house.thread(threadId)).toMatchObject({
    status: "waiting",
    routing: "none",
    routedToId: null,
  });
  expect(await house.ringing(threadId)).toBe("");
  expect(await steps(threadId)).toEqual(["awaits_language"]);
  await house.profile(threadId, "zh_TW");
  expect(await house.ringing(threadId)).toBe("Z");
  expect((await house.thread(threadId)).routedToId).toBe(chinese);
  await house.advance(6);
  expect(await house.ringing(threadId), "once").toBe("Z");
  expect(await house.alerts(threadId)).toEqual([]);

  const other = await house.arrive(page);
  await house.profile(other, "en_GB");
  expect(await house.ringing(other)).toBe("E");
});

test("nobody waits longer than five seconds, nor for a profile that does not come", async () => {
  const { page } = await desks();
  const slow = await house.arrive(page);
  await house.advance(4);
  expect(await house.ringing(slow)).toBe("");
  await house.advance(1);
  expect(await house.ringing(slow)).toBe("E");
  const refused = await house.arrive(page);
  await house.noProfile(refused);
  expect(await house.ringing(refused)).toBe("E");
});

test("what somebody took, or more that the customer wrote meanwhile, is not routed anew", async () => {
  const { page } = await desks();
  const taken = await house.arrive(page);
  await takeThread(world.context, boss, { threadId: taken, force: true });
  await house.profile(taken, "zh_TW");
  expect(await house.thread(taken)).toMatchObject({ ownerId: boss.agentId });

  const psid = digits(16);
  const twice = await house.say(page, psid);
  await house.say(page, psid);
  expect(await steps(twice)).toEqual(["awaits_language"]);
  await house.profile(twice, "zh_CN");
  expect(await house.ringing(twice)).toBe("Z");

  const done = await house.arrive(page);
  await takeThread(world.context, boss, { threadId: done, force: true });
  await closeThread(world.context, boss, done);
  await house.profile(done, "zh_TW");
  expect(await house.thread(done)).toMatchObject({ status: "closed" });
});

test("whose language is known goes at once", async () => {
  const { page } = await desks();
  const psid = digits(16);
  const threadId = await house.say(page, psid);
  await house.profile(threadId, "zh_TW");
  await takeThread(world.context, boss, { threadId, force: true });
  await closeThread(world.context, boss, threadId);
  await house.advance(100 * 3600);
  await house.say(page, psid);
  expect(
    (await steps(threadId)).filter((s) => s === "awaits_language"),
  ).toHaveLength(1);
  expect(await house.ringing(threadId)).toBe("Z");
});
