import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { getDraft, listDrafts, saveDraft } from "./replies/drafts.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import {
  openCompany,
  toAgent,
  toQueue,
} from "#server/pipeline/test-routing.ts";
import { newId } from "#server/runtime/crypto.ts";
import { takeThread } from "./ownership/ownership.ts";
import { cancelTransfer, transferThread } from "./ownership/transfer.ts";

/** An unsent reply goes with a transferred thread, if its author wants that. */

const { company, world, boss } = await openCompany();
const { context } = world;

async function write(
  agent: Actor,
  threadId: string,
  text: string,
  attachmentIds: string[] = [],
): Promise<void> {
  await saveDraft(context, agent, threadId, {
    kind: "message",
    text,
    replyTo: null,
    attachmentIds,
    baseMessageId: null,
  });
}

async function draftOf(agent: Actor): Promise<string[]> {
  return (await listDrafts(context, agent)).map(({ text }) => text);
}

async function upload(agent: Actor): Promise<string> {
  const id = newId();
  await context.db.prisma.attachment.create({
    data: {
      id,
      uploaderId: agent.agentId,
      type: "file",
      name: "prices.txt",
      mimeType: "text/plain",
      size: 3,
      storageKey: id,
      state: "stored",
    },
  });
  return id;
}

test("passed on: the receiver gets it with its files when they accept, behind what they wrote themselves", async () => {
  const { a, b, threadId } = await company.owned();
  const file = await upload(a);
  await write(a, threadId, "Dear customer", [file]);
  await write(boss, threadId, "of the boss");
  await transferThread(context, a, { threadId, to: toAgent(b), draft: "pass" });
  expect(await draftOf(a)).toEqual(["Dear customer"]);
  expect(await draftOf(b)).toEqual([]);
  // Written on until then, it goes as it is then.
  await write(a, threadId, "Dear customer, thanks", [file]);
  await write(b, threadId, "Hello");
  await acceptOffer(context, b, threadId);
  expect(await draftOf(a)).toEqual([]);
  const passed = await getDraft(context, b, threadId, "message");
  expect(passed).toMatchObject({
    text: "Hello\n\nDear customer, thanks",
    attachmentIds: [file],
  });
  // It is the receiver's: they can save and send it.
  await write(b, threadId, passed.text, passed.attachmentIds);
  expect(await draftOf(boss)).toEqual(["of the boss"]);
});

test("declined or canceled: it stays, and no later way to the thread takes it along", async () => {
  const { a, b, c, threadId } = await company.owned();
  await write(a, threadId, "Mine");
  const ask = (to: Actor, draft?: "pass") =>
    transferThread(context, a, {
      threadId,
      to: toAgent(to),
      ...(draft === undefined ? {} : { draft }),
    });
  await ask(b, "pass");
  await declineOffer(context, b, threadId);
  await ask(c, "pass");
  await cancelTransfer(context, a, threadId);
  await ask(b);
  await acceptOffer(context, b, threadId);
  expect(await draftOf(a)).toEqual(["Mine"]);
  expect(await draftOf(b)).toEqual([]);
  await takeThread(context, boss, { threadId, force: true });
  expect(await draftOf(a)).toEqual(["Mine"]);
});

test("passed on to a queue: the agent who takes it there gets it; by force at once", async () => {
  const { a, b, c, threadId } = await company.owned();
  const queueId = await world.queue([b, c], { strategy: "manual" });
  await write(a, threadId, "For the next one");
  await transferThread(context, a, {
    threadId,
    to: toQueue(queueId),
    draft: "pass",
  });
  expect(await draftOf(a)).toEqual(["For the next one"]);
  await takeThread(context, b, { threadId, force: false });
  expect(await draftOf(a)).toEqual([]);
  expect(await draftOf(b)).toEqual(["For the next one"]);
  await write(boss, threadId, "By force");
  await transferThread(context, boss, {
    threadId,
    to: toAgent(c),
    mode: "force",
    draft: "pass",
  });
  expect(await draftOf(boss)).not.toContain("By force");
  expect(await draftOf(c)).toEqual(["By force"]);
  expect(await draftOf(b)).toEqual(["For the next one"]);
});

test("taken back by its sender, it is theirs again", async () => {
  const { a, b, threadId } = await company.owned();
  const queueId = await world.queue([a, b], { strategy: "manual" });
  await write(a, threadId, "Still mine");
  await transferThread(context, a, {
    threadId,
    to: toQueue(queueId),
    draft: "pass",
  });
  await takeThread(context, a, { threadId, force: false });
  await transferThread(context, boss, {
    threadId,
    to: toAgent(b),
    mode: "force",
  });
  expect(await draftOf(a)).toEqual(["Still mine"]);
});

test("left as a note: the thread has its text and files, nothing goes to the customer", async () => {
  const { a, b, threadId } = await company.owned();
  const file = await upload(a);
  await write(a, threadId, "I would say yes {{customer.name}}", [file]);
  await transferThread(context, a, { threadId, to: toAgent(b), draft: "note" });
  expect(await draftOf(a)).toEqual([]);
  const { items } = await listMessages(context, boss, { threadId, limit: 50 });
  const note = items.find(({ kind }) => kind === "note");
  expect(note).toMatchObject({
    text: "I would say yes {{customer.name}}",
    author: { id: a.agentId },
    attachments: [{ id: file }],
    event: { type: "unsent_reply" },
  });
  expect(await context.db.prisma.sendJob.count({ where: { threadId } })).toBe(
    0,
  );
});

test("refused transfer: nothing becomes of it", async () => {
  const { a, threadId } = await company.owned();
  await write(a, threadId, "Kept");
  await expect(
    transferThread(context, a, { threadId, to: toAgent(a), draft: "note" }),
  ).rejects.toMatchObject({ code: "invalid_input" });
  expect(await draftOf(a)).toEqual(["Kept"]);
});
