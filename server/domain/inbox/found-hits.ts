import type { FoundHits } from "#contract/threads/found-hits.ts";
import { numberKeys } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { snippetOf } from "#server/domain/inbox/snippet.ts";
import { likePattern } from "#server/domain/like-pattern.ts";
import { messageHasNumber } from "#server/domain/number-keys.ts";

/** Messages of one thread that are read for a hit, the newest first: the rest of a very long one is left to the search within it. */
const MAX_READ = 2_000;

type Row = { threadId: string; id: string; text: string; sentAt: Date };

/**
 * The newest message or note of each of these threads that contains the text
 * or the number, by the thread's id. Threads that were found by their customer
 * have none. The caller has checked that the reader may see the threads.
 */
export async function findHits(
  sql: Pick<Sql, "$queryRaw">,
  ids: readonly string[],
  q: string,
): Promise<FoundHits> {
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    select n.id as "threadId", h.id, h.text, h."sentAt" from unnest(${[...ids]}::uuid[]) as n(id) cross join lateral (
      select m.id, m.text, m."sentAt" from (
        select m.* from message m where m."threadId" = n.id and m.kind <> 'event' and m."deletedAt" is null
        order by m."sentAt" desc, m.id desc limit ${MAX_READ}::int) m
      where ${hasText(q)} order by m."sentAt" desc, m.id desc limit 1) h`);
  return Object.fromEntries(
    rows.map(({ threadId, id, text, sentAt }) => [
      threadId,
      {
        messageId: id,
        snippet: snippetOf(text, q),
        sentAt: sentAt.toISOString(),
      },
    ]),
  );
}

/** SQL: a message `m` that is read anyway contains the text, or the number in any writing. */
export function hasText(q: string): Prisma.Sql {
  const typed = Prisma.sql`m."textFolded" like ${likePattern(q)}`;
  const keys = numberKeys(q);
  return keys.length > 0
    ? Prisma.sql`(${typed} or ${messageHasNumber(keys)})`
    : typed;
}
