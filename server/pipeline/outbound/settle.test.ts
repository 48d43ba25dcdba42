import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { recordLater } from "#server/domain/messages/delivery.ts";
import { newThread } from "#server/domain/test-context.ts";
import { createWorld, type World } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";
import { claimSends } from "./claim.ts";
import { settleSend } from "./settle.ts";

let world: World;
beforeAll(async () => {
  world = createWorld(await testDatabase());
});

const ERROR = {
  key: "vendor_temporary",
  code: null,
  subcode: null,
  message: "busy",
  trace: null,
} as const;

test("an attempt that a process reports after the next one began does not queue the message again", async () => {
  const { context } = world;
  const mei = await world.agent("Mei");
  const { channelId } = await world.page(null);
  const { threadId } = await newThread(context, channelId, {
    ownerId: mei.agentId,
  });
  await context.db.prisma.thread.update({
    where: { id: threadId },
    data: { lastCustomerAt: new Date() },
  });
  const [message] = await reply(context, mei, {
    threadId,
    kind: "message",
    text: "Hello",
    clientId: newId(),
  });
  const messageId = message?.id ?? "";
  const claim = async () => {
    const [job] = await claimSends(context, 1);
    if (job?.messageId !== messageId) throw new Error("Not claimed.");
    return job;
  };
  const state = async () => {
    const job = await context.db.prisma.sendJob.findUnique({
      where: { messageId },
      select: { state: true },
    });
    const { status } = await context.db.prisma.message.findUniqueOrThrow({
      where: { id: messageId },
      select: { status: true },
    });
    return [job?.state ?? null, status];
  };
  // The machine of the first process stood still; another one found the message missing at the vendor.
  const first = await claim();
  await inSqlTransaction(context.db, (tx) =>
    recordLater(tx, messageId, new Date(), ERROR),
  );
  const second = await claim();
  const facts = { until: null, timedOut: "lookup" } as const;
  for (const kind of ["later", "refused", "uncertain"] as const) {
    const outcome = {
      kind,
      error: ERROR,
      usage: null,
      afterMs: 0,
      wholeChannel: false,
    };
    await settleSend(context, first, outcome, facts);
    expect(await state(), kind).toEqual(["in_flight", "sending"]);
  }
  const accepted = {
    kind: "accepted",
    externalId: "m_1",
    usage: null,
  } as const;
  await settleSend(context, second, accepted, facts);
  expect(await state()).toEqual([null, "sent"]);
});
