import { test } from "vitest";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import {
  recordAccepted,
  recordFailed,
} from "#server/domain/messages/delivery.ts";
import { retryMessage } from "#server/domain/conversations/replies/retry.ts";
import { claimSends } from "#server/pipeline/outbound/claim.ts";
import { mid, openScreens } from "#server/pipeline/publish/test-screens.ts";

/** Screens after commands on messages: received, sent, failed, noted. */

const { world, mei, eventsExplain, deliver, startThread, say } =
  await openScreens();

test("a message from a new customer", () => eventsExplain(startThread));

test("a second message, an echo, a reaction, an edit, an unsend, ticks", async () => {
  const { psid } = await startThread();
  const first = mid();
  const at = Date.now();
  const items = [
    { psid, timestamp: at, message: { mid: first, text: "one" } },
    {
      psid,
      timestamp: at + 1,
      message: { mid: mid(), is_echo: true, app_id: 1, text: "two" },
    },
    {
      psid,
      timestamp: at + 2,
      reaction: { mid: first, action: "react", emoji: "😮" },
    },
    {
      psid,
      timestamp: at + 3,
      message_edit: { mid: first, text: "uno", num_edit: 1 },
    },
    { psid, timestamp: at + 4, read: { watermark: at + 4 } },
    { psid, timestamp: at + 5, message: { mid: first, is_deleted: true } },
  ];
  for (const item of items) await eventsExplain(() => deliver([item]));
});

test("a reply that takes the thread, its sending, its ticks", async () => {
  const { threadId } = await startThread();
  await eventsExplain(() => say(threadId));
  await eventsExplain(() => claimSends(world.context, 10));
  const { id: messageId } =
    await world.context.db.prisma.message.findFirstOrThrow({
      where: { threadId, status: "sending" },
      select: { id: true },
    });
  await eventsExplain(() =>
    inPrismaTransaction(world.context.db, (tx) =>
      recordAccepted(tx, {
        messageId,
        externalId: mid(),
        platformAt: new Date(),
      }),
    ),
  );
});

test("a reply that fails, and its retry", async () => {
  const { threadId } = await startThread();
  const [message] = await say(threadId);
  const messageId = message?.id ?? "";
  const failure = {
    key: "bad_request",
    code: 100,
    subcode: null,
    message: "no",
    trace: null,
  };
  await eventsExplain(() =>
    inPrismaTransaction(world.context.db, (tx) =>
      recordFailed(tx, { messageId, failure, now: new Date() }),
    ),
  );
  await eventsExplain(() =>
    retryMessage(world.context, mei, { threadId, messageId }),
  );
});

test("a note", async () => {
  const { threadId } = await startThread();
  await eventsExplain(() => say(threadId, "note"));
});
