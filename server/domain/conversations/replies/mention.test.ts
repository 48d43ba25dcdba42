import { beforeEach, expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { listAlerts } from "#server/domain/assignment/alerts.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import { countViews } from "#server/domain/inbox/view-counts.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { markRead } from "#server/domain/messages/read.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";
import { takeThread } from "#server/domain/conversations/ownership/ownership.ts";
import { inviteParticipant } from "#server/domain/conversations/ownership/participants.ts";
import { reply } from "./reply.ts";

/** A note that mentions a teammate notifies them, and shows them the thread. */

const { company } = await openCompany();
const { context } = company.world;
let owner: Actor;
let colleague: Actor;
let outsider: Actor;
let threadId: string;

beforeEach(async () => {
  [owner, colleague, outsider] = (await company.people(
    "Mei",
    "Jun",
    "Ola",
  )) as [Actor, Actor, Actor];
  const queueId = await company.world.queue([owner, colleague]);
  threadId = await company.arrive(await company.world.page(toQueue(queueId)));
  await takeThread(context, owner, { threadId, force: false });
});

const note = (actor: Actor, text: string, mentions: string[]) =>
  reply(context, actor, {
    threadId,
    kind: "note",
    text,
    mentions,
    clientId: randomToken(8),
  });
const alerts = async (actor: Actor) =>
  (await listAlerts(context, actor, { limit: 50, mine: true })).items;
const mentionsOf = async (actor: Actor) =>
  (await listThreads(context, actor, { view: "mentions", limit: 10 })).items;

test("an agent who did not see the thread is notified and takes part", async () => {
  await note(owner, "@Ola, please look at this", [outsider.agentId]);
  const [alert] = await alerts(outsider);
  expect(alert).toMatchObject({
    kind: "mention",
    threadId,
    detail: { by: { name: "Mei" }, text: "@Ola, please look at this" },
  });
  const thread = await getThread(context, outsider, threadId);
  expect(thread).toMatchObject({
    mentioned: [outsider.agentId],
    readOnly: true,
    participants: [{ name: "Ola" }],
  });
  const { items } = await listMessages(context, outsider, {
    threadId,
    limit: 10,
  });
  expect(items.find(({ kind }) => kind === "note")?.mentions).toEqual([
    { id: outsider.agentId, name: "Ola" },
  ]);
  expect((await mentionsOf(outsider)).map(({ id }) => id)).toEqual([threadId]);
  expect(await countViews(context, outsider)).toMatchObject({ mentions: 1 });

  await markRead(context, outsider, threadId);
  expect(await countViews(context, outsider)).toMatchObject({ mentions: 0 });
  expect(await alerts(outsider)).toEqual([]);
  expect(await mentionsOf(outsider)).toHaveLength(1);
  expect(await mentionsOf(owner)).toEqual([]);
});

test("the owner who is mentioned gets one notice, not two", async () => {
  await inviteParticipant(context, owner, {
    threadId,
    agentId: outsider.agentId,
  });
  await note(outsider, "@Mei done", [owner.agentId, outsider.agentId]);
  expect((await alerts(owner)).map(({ kind }) => kind)).toEqual(["mention"]);
  expect((await alerts(outsider)).map(({ kind }) => kind)).toEqual(["invited"]);
});

test("only an agent who may add participants brings in others", async () => {
  const [stranger] = await company.people("Sid");
  await inviteParticipant(context, owner, {
    threadId,
    agentId: outsider.agentId,
  });
  await expect(
    note(outsider, "@Sid", [stranger!.agentId]),
  ).rejects.toMatchObject({ code: "invalid_input" });
  await expect(note(owner, "@x", [newId()])).rejects.toMatchObject({
    code: "invalid_input",
  });
  expect(await alerts(stranger!)).toEqual([]);
});
