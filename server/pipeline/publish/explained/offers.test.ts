import { expect, test } from "vitest";
import { leave } from "#server/domain/people/presence.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { reassign } from "#server/domain/conversations/ownership/reassign.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import {
  cancelTransfer,
  transferThread,
} from "#server/domain/conversations/ownership/transfer.ts";
import { delivery, digits } from "#server/pipeline/test-world.ts";
import { mid, openScreens } from "#server/pipeline/publish/test-screens.ts";

/** Screens after offers and transfers: asked, accepted, declined, missed. */

const { world, applier, mei, jun, sam, ola, ringing, eventsExplain, threadOf } =
  await openScreens();

test("an offer, a decline, an accept; a question, its answer, its end", async () => {
  const { context } = world;
  await context.db.prisma.agent.updateMany({ data: { capacity: 100 } });
  const options = { strategy: "ring_all", offerSeconds: 20 };
  const queueId = await world.queue([mei, jun], options);
  const rings = await world.page({ type: "queue", id: queueId });
  const arrive = async (psid = digits(16)) => {
    const message = { mid: mid(), text: "hi" };
    const item = { psid, timestamp: Date.now(), message };
    const body = delivery(rings.pageId, [item]);
    await world.services.intake.add({ ...rings.from, body });
    while (await applier.round());
    return threadOf(psid);
  };
  const psid = digits(16);
  const threadId = await arrive(psid);
  await eventsExplain(() => routeOnce(context));
  expect(Object.keys(ringing.get(jun) ?? {})).toEqual([threadId]);
  await eventsExplain(() => arrive(psid));
  await eventsExplain(() => declineOffer(context, jun, threadId));
  await eventsExplain(() => acceptOffer(context, mei, threadId));
  const ask = () =>
    transferThread(context, mei, {
      threadId,
      to: { type: "agent", id: ola.agentId },
    });
  await eventsExplain(ask);
  await eventsExplain(() => declineOffer(context, ola, threadId));
  await eventsExplain(ask);
  await eventsExplain(() => cancelTransfer(context, mei, threadId));
  await eventsExplain(ask);
  await eventsExplain(() => acceptOffer(context, ola, threadId));

  const missed = await arrive();
  await routeOnce(context);
  world.clock.at = new Date(Date.now() + 21_000);
  await eventsExplain(() => runTimersOnce(context));
  expect(Object.keys(ringing.get(jun) ?? {})).toEqual([]);
  await eventsExplain(() => leave(context, mei, { threads: "return" }));
  await eventsExplain(() =>
    reassign(context, sam, {
      threadIds: [missed],
      to: { type: "agent", id: jun.agentId },
    }),
  );
  world.clock.at = null;
});
