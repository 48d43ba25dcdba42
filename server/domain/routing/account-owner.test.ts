import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import { declineOffer } from "#server/domain/conversations/answer-offer.ts";
import { askWhatIf } from "#server/domain/supervision/what-if.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { takeThread } from "#server/domain/conversations/ownership/ownership.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** The router offers a thread to the account owner first, then to the last owner, then to the queue. */

const { company, world, boss } = await openCompany();
const { context } = world;

/** Creates a customer whose account owner is O and whose last owner is L. The queue would offer to Q. */
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

test("an offline account owner: the last owner comes next, then the queue", async () => {
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

test("the account owner declines: the last owner comes next, then the queue", async () => {
  const { o, page, psid, threadId } = await known();
  await company.say(page, psid);
  expect(await company.ringing(threadId)).toBe("O");
  await declineOffer(context, o, threadId);
  await company.settle();
  expect(await company.ringing(threadId)).toBe("L");
  await company.advance(31);
  expect(await company.ringing(threadId)).toBe("Q");
});
