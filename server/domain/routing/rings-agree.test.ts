import { expect, test } from "vitest";
import { AppError } from "#server/domain/app-error.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { leave, setPresence } from "#server/domain/people/presence.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { pauseQueue, resumeQueue } from "#server/domain/teams/pause.ts";
import { setQueueLogin } from "#server/domain/teams/queue-login.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import { createRingGroup } from "#server/domain/teams/ring-groups.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import {
  releaseThread,
  snoozeThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import {
  cancelTransfer,
  transferThread,
} from "#server/domain/conversations/ownership/transfer.ts";
import {
  openCompany,
  toAgent,
  toQueue,
} from "#server/pipeline/test-routing.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** After any sequence of acts, the threads that ring and the open offers agree. */

const { company, world, boss } = await openCompany();

const STEPS = 220;

/** Repeatable pseudo-random numbers. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

/** Queries for rows that disagree. Each returns no rows while they agree. */
const disagreements = {
  "a ring on a thread that does not ring": `
    select o."threadId" from offer o join thread t on t.id = o."threadId"
    where o."endedAt" is null and o.kind = 'ring' and t.routing <> 'offered'`,
  "a thread that rings at nobody": `
    select t.id from thread t where t.routing = 'offered' and not exists (
      select 1 from offer o where o."threadId" = t.id and o.kind = 'ring' and o."endedAt" is null)`,
  "a ring of a place the thread is not in": `
    select o."threadId" from offer o join thread t on t.id = o."threadId"
    where o."endedAt" is null and o."viaId" is not null
      and (o."viaType", o."viaId") is distinct from (t."routedToType", t."routedToId")`,
  "a ring without its clock": `
    select o."threadId" from offer o where o."endedAt" is null and not exists (
      select 1 from timer x where x.key = o."threadId"::text
        and x.kind = case o.kind when 'ring' then 'offer' else 'transfer' end and x."dueAt" <= o."expiresAt")`,
  "a ring at somebody disabled": `
    select o."threadId" from offer o join agent a on a.id = o."agentId"
    where o."endedAt" is null and a."disabledAt" is not null`,
  "a thread that waits for nobody and nothing": `
    select t.id from thread t where t.routing = 'queued' and t.status = 'waiting'
      and t."preferredId" is null and t."routedToType" = 'agent'`,
};

const everyQuestion = Object.entries(disagreements)
  .map(
    ([what, question]) => `select '${what}' as what, x.* from (${question}) x`,
  )
  .join(" union all ");

test.each([2, 5])("of %d", async (seed) => {
  const roll = dice(seed);
  const one = <Item>(items: readonly Item[]): Item =>
    items[roll(items.length)]!;
  const staff = await company.people("A", "B", "C", "D");
  const [a, b, c, d] = staff as [Actor, Actor, Actor, Actor];
  const queues = [
    await world.queue([a, b, c], { strategy: "ring_all", offerSeconds: 20 }),
    await world.queue([b, d], { strategy: "hunt", offerSeconds: 45 }),
  ];
  const group = await createRingGroup(world.context, boss, {
    name: `Ring ${randomToken(6)}`,
    memberIds: [a.agentId, d.agentId],
    noAnswer: { type: "queue", id: queues[0]! },
  });
  const places = [
    ...queues.map(toQueue),
    { type: "ring_group" as const, id: group.id },
    toAgent(c),
  ];
  const pages = await Promise.all(places.map((place) => world.page(place)));
  const customers = Array.from({ length: 8 }, () => ({
    psid: digits(16),
    page: one(pages),
    threadId: "",
  }));
  const some = () => one(customers.filter(({ threadId }) => threadId !== ""));
  const { context } = world;
  customers[0]!.threadId = await company.say(
    customers[0]!.page,
    customers[0]!.psid,
  );
  const deeds: (() => Promise<unknown>)[] = [
    async () => {
      const customer = one(customers);
      customer.threadId = await company.say(customer.page, customer.psid);
    },
    () => acceptOffer(context, one(staff), some().threadId),
    () => declineOffer(context, one(staff), some().threadId),
    () =>
      takeThread(context, one([...staff, boss]), {
        threadId: some().threadId,
        force: roll(3) === 0,
      }),
    () => releaseThread(context, one([...staff, boss]), some().threadId),
    () => closeThread(context, one([...staff, boss]), some().threadId),
    () =>
      snoozeThread(context, one([...staff, boss]), {
        threadId: some().threadId,
        until: new Date(world.clock.at!.getTime() + 90_000).toISOString(),
      }),
    () =>
      transferThread(context, one([...staff, boss]), {
        threadId: some().threadId,
        to: one([...places, toAgent(a), toAgent(d)]),
      }),
    () =>
      transferThread(context, boss, {
        threadId: some().threadId,
        to: one([...places, toAgent(b)]),
        mode: "force",
        confirm: true,
      }),
    () => cancelTransfer(context, one([...staff, boss]), some().threadId),
    () =>
      setPresence(context, one(staff), one(["available", "away", "available"])),
    () => leave(context, one(staff), { threads: one(["return", "policy"]) }),
    () =>
      setQueueLogin(context, b, { queueId: queues[0]!, loggedIn: roll(2) > 0 }),
    () =>
      updateQueue(context, boss, queues[0]!, {
        memberIds: [a, b, c]
          .filter(() => roll(4) > 0)
          .map(({ agentId }) => agentId),
      }),
    () => pauseQueue(context, boss, queues[1]!, {}),
    () => resumeQueue(context, boss, queues[1]!),
    () => company.advance(1 + roll(60)),
    () => company.advance(1 + roll(10)),
  ];
  for (let step = 0; step < STEPS; step += 1) {
    const deed = one(deeds);
    await deed().catch((error: unknown) => {
      // An act that is not allowed at the moment is refused, and has no other effect.
      if (!(error instanceof AppError)) throw error;
    });
    if (roll(3) > 0) await company.settle();
    const { rows } = await context.db.pool.query(everyQuestion);
    expect(rows, `after step ${step}: ${String(deed)}`).toEqual([]);
  }
});
