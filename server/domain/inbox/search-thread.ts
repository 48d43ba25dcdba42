import type { ThreadHits } from "#contract/threads/thread-messages.ts";
import { findFolded } from "#contract/text/fold.ts";
import { charactersOf } from "#contract/text/text.ts";
import { findNumber, numberKeys } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { messageHasNumber } from "#server/domain/number-keys.ts";
import { likePattern } from "#server/domain/like-pattern.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";

const MAX_HITS = 200;
/** Characters of a snippet before and after the found text. */
const AROUND = 60;

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

function hasText(q: string): Prisma.Sql {
  const typed = Prisma.sql`m."textFolded" like ${likePattern(q)}`;
  const keys = numberKeys(q);
  return keys.length > 0
    ? Prisma.sql`(${typed} or ${messageHasNumber(keys)})`
    : typed;
}

/** The found text with a few words around it. Pure. */
function snippetOf(text: string, q: string): string {
  const at = findFolded(text, q) ?? findNumber(text, q);
  const { start, end } = at ?? { start: 0, end: 0 };
  // Counts characters, so that none is cut in two.
  const before = [...charactersOf(text.slice(0, start))];
  const after = [...charactersOf(text.slice(end))];
  return [
    before.length > AROUND ? "…" : "",
    before.slice(-AROUND).join(""),
    text.slice(start, end),
    after.slice(0, AROUND).join(""),
    after.length > AROUND ? "…" : "",
  ].join("");
}
