import { expect, test } from "vitest";
import type { RuleConditions } from "#contract/routing/route-rules.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { takeThread } from "#server/domain/conversations/ownership/ownership.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** Rules by words, and by language for customers whose language becomes known just after their first message. */

const { company, world, boss } = await openCompany();

async function desks(when: RuleConditions = { language: ["zh"] }) {
  const [e, z] = await company.people("E", "Z");
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
          when,
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

test("a new customer is routed once their language is known", async () => {
  const { page, chinese } = await desks();
  const threadId = await company.arrive(page);
  expect(await company.thread(threadId)).toMatchObject({
    status: "waiting",
    routing: "none",
    routedToId: null,
  });
  expect(await company.ringing(threadId)).toBe("");
  expect(await steps(threadId)).toEqual(["awaits_language"]);
  await company.profile(threadId, "zh_TW");
  expect(await company.ringing(threadId)).toBe("Z");
  expect((await company.thread(threadId)).routedToId).toBe(chinese);
  await company.advance(6);
  expect(await company.ringing(threadId), "once").toBe("Z");
  expect(await company.alerts(threadId)).toEqual([]);

  const other = await company.arrive(page);
  await company.profile(other, "en_GB");
  expect(await company.ringing(other)).toBe("E");
});

test("no thread waits longer than five seconds, nor for a profile that never comes", async () => {
  const { page } = await desks();
  const slow = await company.arrive(page);
  await company.advance(4);
  expect(await company.ringing(slow)).toBe("");
  await company.advance(1);
  expect(await company.ringing(slow)).toBe("E");
  const refused = await company.arrive(page);
  await company.noProfile(refused);
  expect(await company.ringing(refused)).toBe("E");
});

test("a thread that an agent took, or to which the customer wrote again, is not routed again", async () => {
  const { page } = await desks();
  const taken = await company.arrive(page);
  await takeThread(world.context, boss, { threadId: taken, force: true });
  await company.profile(taken, "zh_TW");
  expect(await company.thread(taken)).toMatchObject({ ownerId: boss.agentId });

  const psid = digits(16);
  const twice = await company.say(page, psid);
  await company.say(page, psid);
  expect(await steps(twice)).toEqual(["awaits_language"]);
  await company.profile(twice, "zh_CN");
  expect(await company.ringing(twice)).toBe("Z");

  const done = await company.arrive(page);
  await takeThread(world.context, boss, { threadId: done, force: true });
  await closeThread(world.context, boss, done);
  await company.profile(done, "zh_TW");
  expect(await company.thread(done)).toMatchObject({ status: "closed" });
});

test("a customer whose language is known is routed at once", async () => {
  const { page } = await desks();
  const psid = digits(16);
  const threadId = await company.say(page, psid);
  await company.profile(threadId, "zh_TW");
  await takeThread(world.context, boss, { threadId, force: true });
  await closeThread(world.context, boss, threadId);
  await company.advance(100 * 3600);
  await company.say(page, psid);
  expect(
    (await steps(threadId)).filter((s) => s === "awaits_language"),
  ).toHaveLength(1);
  expect(await company.ringing(threadId)).toBe("Z");
});

test("the words of the conversation decide, and those of an earlier one no more", async () => {
  const { page, chinese } = await desks({ message: ["退款", "refund*"] });
  const psid = digits(16);
  const threadId = await company.say(page, psid, "您好，我要退款");
  expect(await company.ringing(threadId)).toBe("Z");
  expect((await company.thread(threadId)).routedToId).toBe(chinese);
  await takeThread(world.context, boss, { threadId, force: true });
  await closeThread(world.context, boss, threadId);
  await company.advance(100 * 3600);
  await company.say(page, psid, "Thanks a lot");
  expect(await company.ringing(threadId)).toBe("E");
});
