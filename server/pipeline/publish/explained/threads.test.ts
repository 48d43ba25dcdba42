import { test } from "vitest";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { labelThread } from "#server/domain/labels/assign-label.ts";
import { archiveThread } from "#server/domain/conversations/archive.ts";
import {
  deleteThread,
  restoreThread,
} from "#server/domain/conversations/delete-thread.ts";
import {
  markSpam,
  unmarkSpam,
} from "#server/domain/conversations/mark-spam.ts";
import {
  markNoReplyNeeded,
  undoNoReplyNeeded,
} from "#server/domain/conversations/no-reply-needed.ts";
import { setPriority } from "#server/domain/conversations/priority.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import {
  releaseThread,
  reopenThread,
  snoozeThread,
  takeThread,
  wakeSnoozed,
} from "#server/domain/conversations/ownership/ownership.ts";
import {
  inviteParticipant,
  removeParticipant,
} from "#server/domain/conversations/ownership/participants.ts";
import { markRead, markUnread } from "#server/domain/messages/read.ts";
import { newId } from "#server/runtime/crypto.ts";
import { mid, openScreens } from "#server/pipeline/publish/test-screens.ts";

/** Screens after commands on a conversation: its state, its labels, what is read of it. */

const { world, mei, ola, eventsExplain, deliver, startThread, say } =
  await openScreens();

test("participants added, labels added and removed, leaving", async () => {
  const { context } = world;
  const { threadId } = await startThread();
  await takeThread(context, mei, { threadId, force: false });
  const { agentId } = ola;
  const labelId = newId();
  await context.db.prisma.label.create({ data: { id: labelId, name: "VIP" } });
  const wear = { id: threadId, labelId };
  for (const command of [
    () => inviteParticipant(context, mei, { threadId, agentId }),
    () => say(threadId, "note"),
    () => labelThread(context, mei, { ...wear, on: true }),
    () => labelThread(context, mei, { ...wear, on: false }),
    () => removeParticipant(context, ola, { threadId, agentId }),
  ])
    await eventsExplain(command);
});

test("priority", async () => {
  const { threadId } = await startThread();
  const set = (priority: "urgent" | "normal") => () =>
    setPriority(world.context, mei, { threadId, priority });
  await eventsExplain(set("urgent"));
  await eventsExplain(set("normal"));
});

test("no reply needed, and its undo", async () => {
  const { threadId } = await startThread();
  await takeThread(world.context, mei, { threadId, force: false });
  await eventsExplain(() => markNoReplyNeeded(world.context, mei, threadId));
  await eventsExplain(() => undoNoReplyNeeded(world.context, mei, threadId));
});

test("archive", async () => {
  const { threadId } = await startThread();
  await closeThread(world.context, mei, threadId);
  for (const on of [true, false])
    await eventsExplain(() =>
      archiveThread(world.context, mei, { threadId, on }),
    );
});

test("spam, deletion and restoration", async () => {
  const { threadId } = await startThread();
  const { context } = world;
  await eventsExplain(() => markSpam(context, mei, threadId));
  await eventsExplain(() => unmarkSpam(context, mei, threadId));
  const boss = await world.agent("Boss", "supervisor");
  await eventsExplain(() => deleteThread(context, boss, threadId));
  await eventsExplain(() => restoreThread(context, boss, threadId));
});

test("reading counts for the reader alone", async () => {
  const { threadId } = await startThread();
  await eventsExplain(() => markRead(world.context, mei, threadId));
  await eventsExplain(() => markUnread(world.context, mei, threadId));
});

test("release, close, reopen", async () => {
  const { threadId } = await startThread();
  await say(threadId);
  await eventsExplain(() => releaseThread(world.context, mei, threadId));
  await takeThread(world.context, mei, { threadId, force: false });
  await eventsExplain(() => closeThread(world.context, mei, threadId));
  await eventsExplain(() =>
    reopenThread(world.context, mei, { threadId, force: false }),
  );
});

test("the customer reopens a closed thread", async () => {
  const { threadId, psid } = await startThread();
  await say(threadId);
  await closeThread(world.context, mei, threadId);
  await eventsExplain(() =>
    deliver([
      { psid, timestamp: Date.now(), message: { mid: mid(), text: "again" } },
    ]),
  );
});

test("snooze and waking", async () => {
  const { threadId } = await startThread();
  await say(threadId);
  const until = new Date(Date.now() + 60_000);
  await eventsExplain(() =>
    snoozeThread(world.context, mei, { threadId, until: until.toISOString() }),
  );
  await eventsExplain(() =>
    inPrismaTransaction(world.context.db, (tx) =>
      wakeSnoozed(tx, threadId, until),
    ),
  );
});
