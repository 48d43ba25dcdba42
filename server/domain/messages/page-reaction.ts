import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { react } from "./effects.ts";

/** A reaction of the page that is to be sent to the vendor. */
export type PageReaction = {
  messageId: string;
  agentId: string;
  /** Null: removed. */
  emoji: string | null;
  at: Date;
};

/** Longer than the call may take: a reaction still here after that was left by a crash. */
const UNDER_WAY = "60 seconds";
const AGAIN = "30 seconds";

/** Stores the intent, before the vendor gets the reaction. A newer one replaces an older one. */
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

/** Records that the vendor has it. The caller has locked the thread. */
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

/** Removes the intent: the vendor refused, or could not be reached and the agent saw the error. */
export async function forgetReaction(
  tx: Sql,
  { messageId, at }: PageReaction,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    delete from reaction_job where "messageId" = ${messageId}::uuid and at = ${at}::timestamptz`);
}

/** Claims reactions that a crash has left, for a while. */
export function claimReactions(
  db: Sql,
  limit: number,
): Promise<(PageReaction & { threadId: string; externalId: string })[]> {
  return db.$queryRaw(Prisma.sql`
    update reaction_job j set "dueAt" = now() + ${AGAIN}::interval
    from (select "messageId" from reaction_job where "dueAt" <= ${ROUNDED_NOW}
      order by "dueAt" limit ${limit}::int for update skip locked) due, message m
    where j."messageId" = due."messageId" and m.id = j."messageId"
    returning j."messageId", j."agentId", j.emoji, j.at, m."threadId", m."externalId"`);
}
