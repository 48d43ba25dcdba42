import { beforeEach, expect, test } from "vitest";
import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  getCustomer,
  updateCustomer,
} from "#server/domain/customers/customers.ts";
import { listAlerts } from "#server/domain/assignment/alerts.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { releaseThread, snoozeThread, takeThread } from "./ownership.ts";
import { inviteParticipant, removeParticipant } from "./participants.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { transferThread } from "./transfer.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** A participant reads a thread and writes notes, and nothing else. A note pops up for the owner. */

const { company } = await openCompany();
const { context } = company.world;
let owner: Actor;
let guest: Actor;
let colleague: Actor;
let queueId: string;
let threadId: string;

beforeEach(async () => {
  [owner, colleague, guest] = (await company.people("Mei", "Jun", "Gus")) as [
    Actor,
    Actor,
    Actor,
  ];
  queueId = await company.world.queue([owner, colleague]);
  threadId = await company.arrive(await company.world.page(toQueue(queueId)));
  await takeThread(context, owner, { threadId, force: false });
});

const say = (actor: Actor, kind: "message" | "note", text = "hello") =>
  reply(context, actor, { threadId, kind, text, clientId: randomToken(8) });
const invite = (actor: Actor, who: Actor) =>
  inviteParticipant(context, actor, { threadId, agentId: who.agentId });
const remove = (actor: Actor, who: Actor) =>
  removeParticipant(context, actor, { threadId, agentId: who.agentId });
const refused = (code: string) => expect.objectContaining({ code }) as unknown;

/** Collects the live events for this agent from now on. */
function hear(actor: Actor) {
  const told: { name: LiveEventName; payload: unknown }[] = [];
  const publisher = createEventPublisher(context, {
    emit<Name extends LiveEventName>(
      name: Name,
      payload: LiveEvents[Name],
      agentIds: string[],
    ) {
      if (agentIds.includes(actor.agentId)) told.push({ name, payload });
    },
  });
  return async () => {
    while (await publisher.round());
    return told.splice(0);
  };
}

test("an agent who could not see the thread reads it, writes notes and receives its events", async () => {
  await expect(getThread(context, guest, threadId)).rejects.toEqual(
    refused("not_found"),
  );
  const hears = hear(guest);
  await hears();
  const thread = await invite(owner, guest);
  expect(thread?.participants).toEqual([{ id: guest.agentId, name: "Gus" }]);
  expect(thread?.readOnly).toBe(false);
  const told = await hears();
  expect(told.map(({ name }) => name)).toContain("alert.created");
  expect(told.find(({ name }) => name === "thread.updated")).toMatchObject({
    payload: { thread: { id: threadId, readOnly: true } },
  });

  const seen = await getThread(context, guest, threadId);
  expect(seen.readOnly).toBe(true);
  const list = { sort: "newest", limit: 50 } as const;
  for (const query of [list, { ...list, participant: "me" as const }]) {
    const { items } = await listThreads(context, guest, query);
    expect(items.map(({ id }) => id)).toEqual([threadId]);
  }
  const others = await listThreads(context, colleague, {
    ...list,
    participant: "me",
  });
  expect(others.items).toEqual([]);
  await listMessages(context, guest, { threadId, limit: 10 });
  await say(guest, "note", "Ask for the order number");
  await say(owner, "message", "Your order number?");
  const heard = (await hears()).filter(
    ({ name }) => name === "message.created",
  );
  expect(heard).toHaveLength(2);
});

test("a participant never writes to the customer", async () => {
  await invite(owner, guest);
  await expect(say(guest, "message")).rejects.toEqual(
    refused("owned_by_other"),
  );
  await releaseThread(context, owner, threadId);
  expect((await getThread(context, guest, threadId)).readOnly).toBe(true);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const customerId = (await getThread(context, guest, threadId)).customer.id;
  for (const attempt of [
    () => say(guest, "message"),
    () => takeThread(context, guest, { threadId, force: false }),
    () => closeThread(context, guest, threadId),
    () => snoozeThread(context, guest, { threadId, until }),
    () =>
      transferThread(context, guest, {
        threadId,
        to: { type: "agent", id: colleague.agentId },
      }),
    () => invite(guest, colleague),
  ])
    await expect(attempt()).rejects.toEqual(refused("participant_only"));
  expect((await getCustomer(context, guest, customerId)).id).toBe(customerId);
  await expect(
    updateCustomer(context, guest, customerId, { name: "Someone" }),
  ).rejects.toEqual(refused("participant_only"));
});

test("a participant who may take it by the ordinary rules still may", async () => {
  await invite(owner, colleague);
  expect((await getThread(context, colleague, threadId)).readOnly).toBe(true);
  await releaseThread(context, owner, threadId);
  expect((await getThread(context, colleague, threadId)).readOnly).toBe(false);
  const [message] = await say(colleague, "message");
  expect(message?.kind).toBe("message");
  expect((await company.thread(threadId)).ownerId).toBe(colleague.agentId);
});

test("adding and leaving are thread events; a participant who leaves does not see it any more", async () => {
  await invite(owner, guest);
  await invite(owner, guest);
  const hears = hear(guest);
  await hears();
  expect(await remove(guest, guest)).toBeNull();
  expect((await hears()).at(-1)?.name).toBe("thread.removed");
  await expect(getThread(context, guest, threadId)).rejects.toEqual(
    refused("not_found"),
  );
  await invite(owner, guest);
  expect((await remove(owner, guest))?.participants).toEqual([]);
  await expect(say(guest, "note")).rejects.toEqual(refused("not_found"));
  expect(await company.lines(threadId)).toEqual([
    "taken",
    "invited",
    "left",
    "invited",
    "uninvited",
  ]);
});

test("only the owner and supervisors add and remove participants", async () => {
  const { world } = company;
  const boss = await world.agent("Sue", "supervisor");
  await expect(invite(colleague, guest)).rejects.toEqual(refused("not_found"));
  await expect(invite(owner, owner)).rejects.toEqual(refused("invalid_input"));
  await invite(boss, guest);
  await invite(boss, boss);
  await expect(remove(guest, boss)).rejects.toEqual(
    refused("participant_only"),
  );
  await remove(boss, boss);
  await remove(boss, guest);
  expect((await company.lines(threadId)).slice(1)).toEqual([
    "invited",
    "joined",
    "left",
    "uninvited",
  ]);
});

test("a note by another agent pops up for the owner, and for no one else", async () => {
  const boss = await company.world.agent("Sue", "supervisor");
  const mine = async (actor: Actor) =>
    (await listAlerts(context, actor, { mine: true, limit: 100 })).items.filter(
      ({ kind }) => kind === "whisper",
    );
  const hears = hear(owner);
  await hears();
  const [note] = await say(boss, "note", "Offer her the discount");
  expect(await mine(owner)).toMatchObject([
    {
      threadId,
      detail: {
        by: { id: boss.agentId, name: "Sue" },
        messageId: note?.id,
        text: "Offer her the discount",
      },
    },
  ]);
  expect((await hears()).map(({ name }) => name)).toContain("alert.created");
  expect(await mine(boss)).toEqual([]);
  await say(owner, "note", "Done");
  await releaseThread(context, owner, threadId);
  await say(boss, "note", "Nobody's now");
  expect(await mine(owner)).toHaveLength(1);
});
