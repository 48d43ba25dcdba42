import type { Customer } from "#contract/customers/customer.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import { customersMatching } from "#server/domain/customers/match-customers.ts";
import { contains } from "#server/domain/like-pattern.ts";
import { selectMessages } from "#server/domain/messages/message-rows.ts";
import { selectThreads } from "#server/domain/messages/thread-rows.ts";

export type Found = {
  messages: Message[];
  customers: Customer[];
  threads: Thread[];
};

/** Finds what contains the text among all that the actor may see; newest first, `limit` of each kind. */
export async function search(
  context: Context,
  actor: Actor,
  { q, limit }: { q: string; limit: number },
): Promise<Found> {
  const { sql } = context.db;
  const [messages, views] = await Promise.all([
    selectMessages(
      sql,
      Prisma.sql`${contains(Prisma.sql`m."textFolded"`, q)} and m."deletedAt" is null and ${visibleTo(actor)}
        order by m."sentAt" desc, m.id desc limit ${limit}`,
    ),
    selectThreads(
      sql,
      actor.agentId,
      Prisma.sql`c.id in (
          ${customersMatching(q)}
          union select si."customerId" from channel sch join identity si on si."channelId" = sch.id
            where si."externalId" = ${q})
        and ${visibleTo(actor)} order by t."lastMessageAt" desc, t.id desc limit ${limit}`,
    ),
  ]);
  const threads = views.map(({ thread }) => thread);
  const customers = new Map(
    threads.map(({ customer }) => [customer.id, customer]),
  );
  return { messages, customers: [...customers.values()], threads };
}
