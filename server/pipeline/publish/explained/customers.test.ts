import { expect, test } from "vitest";
import { recordConsent } from "#server/domain/customers/consents.ts";
import { updateCustomer } from "#server/domain/customers/customers.ts";
import {
  unverifyContact,
  verifyContact,
} from "#server/domain/customers/verify-contact.ts";
import { recordProfile } from "#server/domain/customers/profile.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import { dismissNote } from "#server/domain/conversations/pinned-note.ts";
import { labelCustomer } from "#server/domain/labels/assign-label.ts";
import {
  blockCustomer,
  unblockCustomer,
} from "#server/domain/conversations/block-customer.ts";
import { eraseCustomer } from "#server/domain/customer-record/erase.ts";
import {
  mergeCustomers,
  undoMerge,
} from "#server/domain/customer-record/merge.ts";
import { takeThread } from "#server/domain/conversations/ownership/ownership.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";
import { newId } from "#server/runtime/crypto.ts";
import { mid, openScreens } from "#server/pipeline/publish/test-screens.ts";

/** Screens after commands on customers: names, labels, blocks, merges, erasure. */

const {
  world,
  mei,
  jun,
  ola,
  otherQueueId,
  screens,
  eventsExplain,
  deliver,
  startThread,
} = await openScreens();

test("a new name of the customer, by hand and from their profile, also in lines and quotes", async () => {
  const { context } = world;
  const { threadId, psid } = await startThread();
  const asked = mid();
  const at = Date.now();
  const postback = { mid: mid(), title: "Get started", payload: "START" };
  await deliver([
    { psid, timestamp: at, postback },
    { psid, timestamp: at + 1, message: { mid: asked, text: "Is it blue?" } },
    {
      psid,
      timestamp: at + 2,
      message: { mid: mid(), text: "This", reply_to: { mid: asked } },
    },
  ]);
  const { customerId, identityId } =
    await context.db.prisma.thread.findUniqueOrThrow({
      where: { id: threadId },
      select: { customerId: true, identityId: true },
    });
  const names = () =>
    screens
      .get(mei)!
      .rooms[threadId]!.messages.flatMap(({ author, replyTo }) => [
        ...(author.type === "customer" ? [author.name] : []),
        ...(replyTo ? [replyTo.authorName] : []),
      ]);
  await takeThread(context, mei, { threadId, force: false });
  await eventsExplain(() =>
    updateCustomer(context, mei, customerId, { name: "Nora Newcomer" }),
  );
  expect(new Set(names())).toEqual(new Set(["Nora Newcomer"]));
  await context.db.prisma.customer.update({
    where: { id: customerId },
    data: { name: null, firstName: null, lastName: null },
  });
  await eventsExplain(() =>
    recordProfile(
      context,
      {
        identityId,
        customerId,
        channelId: "",
        externalId: psid,
        attempts: 1,
        isFirst: true,
      },
      {
        name: "Noor Nieuw",
        firstName: "Noor",
        lastName: "Nieuw",
        locale: null,
        timezone: null,
        picture: { kind: "none" },
      },
    ),
  );
});

test("a dismissed note, a label of the customer, a status", async () => {
  const { context } = world;
  const { threadId } = await startThread();
  await takeThread(context, mei, { threadId, force: false });
  await transferThread(context, mei, {
    threadId,
    to: { type: "queue", id: otherQueueId },
    note: "Wants a blue one.",
  });
  await takeThread(context, ola, { threadId, force: false });
  await eventsExplain(() => dismissNote(context, ola, threadId));
  const { customerId } = await context.db.prisma.thread.findUniqueOrThrow({
    where: { id: threadId },
    select: { customerId: true },
  });
  const labelId = newId();
  await context.db.prisma.label.create({ data: { id: labelId, name: "Gold" } });
  for (const on of [true, false])
    await eventsExplain(() =>
      labelCustomer(context, ola, { id: customerId, labelId, on }),
    );
  await eventsExplain(() => setPresence(context, jun, "away"));
  await eventsExplain(() => setPresence(context, jun, "available"));
});

test("a customer is blocked, merged with another one, and erased", async () => {
  const { context } = world;
  const started = [await startThread(), await startThread()];
  const customers: string[] = [];
  for (const { threadId } of started) {
    await takeThread(context, mei, { threadId, force: false });
    const { customerId } = await context.db.prisma.thread.findUniqueOrThrow({
      where: { id: threadId },
      select: { customerId: true },
    });
    customers.push(customerId);
  }
  const [survivorId = "", otherId = ""] = customers;
  const block = { reason: "", until: null };
  await eventsExplain(() => blockCustomer(context, mei, otherId, block));
  await eventsExplain(() => unblockCustomer(context, mei, otherId));
  const email = { email: "other@example.com" };
  await updateCustomer(context, mei, otherId, email);
  const check = { key: "email", reason: "Called back" } as const;
  for (const id of [otherId, otherId])
    await eventsExplain(() => verifyContact(context, mei, id, check));
  await eventsExplain(() => unverifyContact(context, mei, otherId, "email"));
  await verifyContact(context, mei, otherId, check);
  const optOut = { purpose: "contact", given: false, source: "agent" } as const;
  await eventsExplain(() => recordConsent(context, mei, otherId, optOut));
  let mergeId = "";
  await eventsExplain(async () => {
    const merge = { survivorId, otherId };
    ({ mergeId } = await mergeCustomers(context, mei, merge));
  });
  await eventsExplain(() => undoMerge(context, mei, mergeId));
  const boss = { ...mei, role: "owner" as const };
  await eventsExplain(() => eraseCustomer(context, boss, survivorId));
});
