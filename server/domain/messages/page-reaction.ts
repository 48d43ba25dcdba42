import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { react } from "./effects.ts";

/** A reaction of the page that the vendor is to be told. */
export type PageReaction = {
  messageId: string;
  agentId: string;
  /** Null: taken back. */
  emoji: string | null;
  at: Date;
};

/** Longer than the call may take: what is still there then was left by a crash. */
const UNDER_WAY = "60 seconds";
const AGAIN = "30 seconds";

/** Before the vendor is told: the intent. A newer one takes the place of an older one. */
export async function intendReaction(
  tx: Sql,
  { messageId, agentId, emoji, at }: PageReaction,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    insert into reaction_job ("messageId", "agentId", emoji, at, "dueAt")
    values (${messageId}::uuid, ${agentId}::uuid, ${emoji}, ${at}::timestamptz, now() + ${UNDER_WAY}::interval)
    on conflict ("messageId") do update set "agentId" = excluded."agentId", emoji = excluded.emoji,
      at = excluded.at, "dueAt" = excluded."dueAt"`);
}

/** The vendor has it; the thread is locked. */
export async function recordReaction(
  tx: Sql,
  threadId: string,
  reaction: PageReaction,
): Promise<void> {
  const { messageId } = reaction;
  await react(tx, { ...reaction, by: "page" });
  await forgetReaction(tx, reaction);
  await announce(tx, [{ kind: "message.updated", threadId, messageId }]);
}

/** The vendor said no, or could not be asked and somebody was told so. */
export async function forgetReaction(
  tx: Sql,
  { messageId, at }: PageReaction,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    delete from reaction_job where "messageId" = ${messageId}::uuid and at = ${at}::timestamptz`);
}

/** What a crash has left; claimed for a while. */
export function claimReactions(
  db: Sql,
  limit: number,
): Promise<(PageReaction & { threadId: string; externalId: string })[]> {
  return db.$queryRaw(Prisma.sql`
    update reaction_job j set "dueAt" = now() + ${AGAIN}::interval
    from (select "messageId" from reaction_job where "dueAt" <= now()
      order by "dueAt" limit ${limit}::int for update skip locked) due, message m
    where j."messageId" = due."messageId" and m.id = j."messageId"
    returning j."messageId", j."agentId", j.emoji, j.at, m."threadId", m."externalId"`);
}
