import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import { declineOffer } from "#server/domain/conversations/answer-offer.ts";
import { askWhatIf } from "#server/domain/supervision/what-if.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { takeThread } from "#server/domain/conversations/ownership.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** Who is asked before the queue is: the account owner, then the last owner, whoever of them is free. */

const { company, world, boss } = await openCompany();
const { context } = world;

/** A customer of the account owner O whom L talked to last; the queue would ask Q. */
async function known() {
  const [o, q, l] = (await company.people("O", "Q", "L")) as [
    Actor,
    Actor,
    Actor,
  ];
  const page = await world.page(
    toQueue(await world.queue([q, l], { strategy: "hunt" })),
  );
  const psid = digits(16);
  const threadId = await company.say(page, psid);
  await takeThread(context, l, { threadId, force: true });
  await closeThread(context, l, threadId);
  const { customerId } = await company.thread(threadId);
  await context.db.prisma.customer.update({
    where: { id: customerId },
    data: { accountOwnerId: o.agentId },
  });
  return { o, q, l, page, psid, threadId, customerId };
}

test("the account owner is offline: the last owner comes next, then the queue", async () => {
  const { o, l, page, psid, threadId, customerId } = await known();
  await setPresence(context, o, "offline");
  const { channelId } = await company.thread(threadId);
  expect(
    (await askWhatIf(context, boss, { channelId, customerId })).preferred,
  ).toMatchObject({ agentId: l.agentId, reason: null });
  await company.say(page, psid);
  expect(await company.ringing(threadId)).toBe("L");
  await declineOffer(context, l, threadId);
  await company.settle();
  expect(await company.ringing(threadId)).toBe("Q");
});

test("the account owner says no: the last owner is asked, then the queue", async () => {
  const { o, page, psid, threadId } = await known();
  await company.say(page, psid);
  expect(await company.ringing(threadId)).toBe("O");
  await declineOffer(context, o, threadId);
  await company.settle();
  expect(await company.ringing(threadId)).toBe("L");
  await company.advance(31);
  expect(await company.ringing(threadId)).toBe("Q");
});
