import type { ThreadHits } from "#contract/threads/thread-messages.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { hasText } from "#server/domain/inbox/found-hits.ts";
import { snippetOf } from "#server/domain/inbox/snippet.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";

const MAX_HITS = 200;

/** Finds a text in the messages and notes of one thread. @throws AppError not_found */
export async function searchThread(
  context: Context,
  actor: Actor,
  { threadId, q }: { threadId: string; q: string },
): Promise<ThreadHits> {
  const { sql } = context.db;
  await seeThread(sql, actor, threadId);
  const rows = await sql.$queryRaw<
    { id: string; text: string; sentAt: Date; total: number }[]
  >(Prisma.sql`
    select m.id, m.text, m."sentAt", (count(*) over ())::int as total from message m
    where m."threadId" = ${threadId}::uuid and m.kind <> 'event' and ${hasText(q)}
      and m."deletedAt" is null
    order by m."sentAt" desc, m.id desc limit ${MAX_HITS}::int`);
  return {
    items: rows.map(({ id, text, sentAt }) => ({
      messageId: id,
      snippet: snippetOf(text, q),
      sentAt: sentAt.toISOString(),
    })),
    total: rows[0]?.total ?? 0,
  };
}
