import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { newId } from "#server/runtime/crypto.ts";

/** An ad, link or post that led a customer to a thread. At least one of ad, ref and post is given. */
export type NewTouch = {
  threadId: string;
  /** The session that is open. */
  sessionId: string | null;
  at: Date;
  adId: string | null;
  adTitle: string | null;
  ref: string | null;
  postId: string | null;
};

/** Keeps touches. Safe to repeat: a thread has one at a time. */
export async function recordTouches(
  tx: Sql,
  touches: NewTouch[],
): Promise<void> {
  if (touches.length === 0) return;
  const rows = touches.map((touch) => ({ id: newId(), ...touch }));
  await tx.$executeRaw(Prisma.sql`
    insert into thread_touch (id, "threadId", "sessionId", at, "adId", "adTitle", ref, "postId")
    select x.id, x."threadId", x."sessionId", x.at, x."adId", x."adTitle", x.ref, x."postId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "threadId" uuid, "sessionId" uuid,
      at timestamptz, "adId" text, "adTitle" text, ref text, "postId" text)
    on conflict ("threadId", at) do nothing`);
}
