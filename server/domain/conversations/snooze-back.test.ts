import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { dismissNote } from "#server/domain/conversations/pinned-note.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { markNoReplyNeeded } from "#server/domain/conversations/no-reply-needed.ts";
import {
  reopenThread,
  snoozeThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { openCompany } from "#server/pipeline/test-routing.ts";

/** What a snooze leaves behind when it has ended: a mark, and the note that was meant for then. */

const { company, world, boss } = await openCompany();
const { context } = world;

const until = () =>
  new Date(world.clock.now().getTime() + 3_600_000).toISOString();
async function seen(actor: Actor, threadId: string) {
  const { back, status, handoverNote } = await getThread(
    context,
    actor,
    threadId,
  );
  return { back, status, note: handoverNote && { ...handoverNote } };
}

test("its time has come: the mark stays until the owner acts, the note until it is dismissed", async () => {
  const { a, threadId } = await company.owned({ strategy: "manual" });
  await snoozeThread(context, a, {
    threadId,
    until: until(),
    note: "Ask about the invoice",
  });
  const note = { text: "Ask about the invoice", why: "snooze" };
  expect(await seen(a, threadId)).toMatchObject({ back: null, note });
  await company.advance(3_601);
  expect(await seen(a, threadId)).toMatchObject({
    back: "due",
    status: "open",
    note,
  });
  await snoozeThread(context, a, { threadId, until: until() });
  expect(await seen(a, threadId)).toMatchObject({ back: null, note: null });
  await snoozeThread(context, a, { threadId, until: until(), note: "Again" });
  await company.advance(3_601);
  await dismissNote(context, a, threadId);
  expect(await seen(a, threadId)).toMatchObject({ back: "due", note: null });
});

test("the customer writes: the mark says so, and goes with what ends their wait", async () => {
  const { a, page, psid, threadId } = await company.owned({
    strategy: "manual",
  });
  await snoozeThread(context, a, { threadId, until: until() });
  await company.say(page, psid);
  expect(await seen(a, threadId)).toMatchObject({ back: "reply" });
  await markNoReplyNeeded(context, a, threadId);
  expect(await seen(a, threadId)).toMatchObject({ back: null });
});

test("who ends a snooze, takes the thread over or closes it needs no mark", async () => {
  const { a, page, psid, threadId } = await company.owned({
    strategy: "manual",
  });
  await snoozeThread(context, a, { threadId, until: until(), note: "Later" });
  await reopenThread(context, a, { threadId, force: false });
  expect(await seen(a, threadId)).toEqual({
    back: null,
    status: "open",
    note: null,
  });
  await snoozeThread(context, a, { threadId, until: until(), note: "Later" });
  await company.say(page, psid);
  await takeThread(context, boss, { threadId, force: true });
  // The note is for whoever has the thread when it is back.
  expect(await seen(boss, threadId)).toMatchObject({
    back: null,
    note: { text: "Later" },
  });
  await closeThread(context, boss, threadId);
  expect(await seen(boss, threadId)).toMatchObject({ back: null, note: null });
});
