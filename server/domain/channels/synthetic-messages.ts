import type { Locale } from "#contract/base/locales.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import {
  newTestCustomer,
  TEST_CUSTOMER,
} from "#server/domain/customers/synthetic-customer.ts";
import {
  addressKey,
  ensureThreads,
} from "#server/domain/messages/ensure-threads.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

/** In the language of the agent who asks for the test. */
const WORDS: Record<Locale, { name: string; text: string }> = {
  en: {
    name: "Test customer",
    text: "This is a test message from Parley. It took the same path as a customer’s message.",
  },
  "zh-CN": {
    name: "测试客户",
    text: "这是 Parley 发送的测试消息，它走的是每条消息都会走的流程。",
  },
  "zh-TW": {
    name: "測試客戶",
    text: "這是 Parley 發送的測試訊息，它走的是每則訊息都會走的流程。",
  },
};

/** A thread that waits for its test message. */
export type PreparedTest = {
  threadId: string;
  /** The vendor's id of the customer, as the delivery names it. */
  externalId: string;
  text: string;
};

/** Creates the customer and the thread of a test message. The caller has checked the rights. */
export async function prepareTest(
  context: Context,
  actor: AuditActor,
  channelId: string,
): Promise<PreparedTest> {
  const externalId = newTestCustomer();
  const address = { channelId, externalId, key: "" };
  return inSqlTransaction(context.db, async (tx) => {
    const now = context.clock.now();
    const [agent] = await tx.$queryRaw<{ locale: Locale | null }[]>(
      Prisma.sql`select locale from agent where id = ${actor.agentId}::uuid`,
    );
    const { name, text } = WORDS[agent?.locale ?? "en"];
    const { threads } = await ensureThreads(tx, [address], {
      now,
      askAgain: () => Promise.resolve(null),
    });
    const thread = threads.get(addressKey(address));
    if (!thread) throw new Error("A thread that was ensured is missing.");
    await tx.$executeRaw(Prisma.sql`
      update customer set name = ${name} where id = ${thread.customerId}::uuid`);
    // The vendor does not know this person.
    await tx.$executeRaw(Prisma.sql`
      update identity set "profileState" = 'known', "profileDueAt" = null, "profileAt" = ${now}::timestamptz
      where id = ${thread.identityId}::uuid`);
    const target = { type: "channel", id: channelId };
    await writeAudit(tx, actor, "channel.test_message_sent", target, {});
    return { threadId: thread.id, externalId, text };
  });
}

/**
 * Deletes the test threads of a channel with all that belongs to them: messages,
 * customers and deliveries. Safe to repeat. The caller has checked the rights.
 */
export async function purgeTests(
  context: Context,
  actor: AuditActor,
  channelId: string,
): Promise<void> {
  const keys = await inSqlTransaction(context.db, async (tx) => {
    const people = await tx.$queryRaw<Tested[]>(Prisma.sql`
      select t.id as "threadId", i.id as "identityId", i."customerId", i."externalId", t."createdAt"
      from thread t join identity i on i.id = t."identityId"
      where t."channelId" = ${channelId}::uuid and t.test order by t.id for update of t`);
    if (people.length === 0) return [];
    const threadIds = people.map(({ threadId }) => threadId);
    const files = await tx.$queryRaw<{ storageKey: string }[]>(Prisma.sql`
      select f."storageKey" from attachment f join message m on m.id = f."messageId"
      where m."threadId" = any(${threadIds}::uuid[]) and f."storageKey" is not null`);
    await tx.$executeRaw(Prisma.sql`
      delete from timer where key = any(${threadIds}::text[])`);
    await tx.$executeRaw(Prisma.sql`
      delete from thread where id = any(${threadIds}::uuid[])`);
    await tx.$executeRaw(Prisma.sql`
      delete from identity where id = any(${people.map(({ identityId }) => identityId)}::uuid[])`);
    await tx.$executeRaw(Prisma.sql`
      delete from customer where id = any(${people.map(({ customerId }) => customerId)}::uuid[])`);
    const oldest = people.reduce(
      (first, { createdAt }) => (createdAt < first ? createdAt : first),
      context.clock.now(),
    );
    // None before the first test can be one, which spares reading the bodies of a month.
    await tx.$executeRaw(Prisma.sql`
      delete from delivery d using channel ch where ch.id = ${channelId}::uuid and d."sourceId" = ch."sourceId"
        and d."receivedAt" >= ${new Date(oldest.getTime() - CLOCKS_DIFFER_MS)}::timestamptz
        and position(${Buffer.from(TEST_CUSTOMER)}::bytea in d.body) > 0
        and exists (select from unnest(${people.map(({ externalId }) => externalId)}::text[]) x(id)
          where position(convert_to(x.id, 'UTF8') in d.body) > 0)`);
    const target = { type: "channel", id: channelId };
    const detail = { threads: people.length };
    await writeAudit(tx, actor, "channel.test_data_deleted", target, detail);
    await announce(
      tx,
      threadIds.map((threadId) => ({ kind: "thread.removed", threadId })),
    );
    return files.map(({ storageKey }) => storageKey);
  });
  for (const key of keys) await context.files.remove(key);
}

const CLOCKS_DIFFER_MS = 60_000;

type Tested = {
  threadId: string;
  identityId: string;
  customerId: string;
  externalId: string;
  createdAt: Date;
};
