import sharp from "sharp";
import { Prisma } from "#server/db/client.ts";
import { inTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { announce } from "#server/domain/threads/announcements.ts";

/** A customer's file that lies at the vendor's address and is to be kept here. */
export type IncomingFile = {
  id: string;
  messageId: string;
  sourceUrl: string;
  attempts: number;
};

/** While one is fetched nobody else takes it; after a crash it is free again then. */
const CLAIM_MS = 120_000;
const MAX_ATTEMPTS = 8;
const FIRST_BACKOFF_MS = 2_000;

// A millisecond more: the column rounds to milliseconds, also upwards.
export const INCOMING_DUE = Prisma.sql`state = 'pending' and "dueAt" <= now() + interval '1 millisecond'`;

/** Takes up to `limit` files that are due. */
export function claimIncoming(
  context: Context,
  limit: number,
): Promise<IncomingFile[]> {
  return context.db.prisma.$queryRaw<IncomingFile[]>(Prisma.sql`
    update attachment f set attempts = f.attempts + 1, "dueAt" = now() + ${CLAIM_MS} * interval '1 millisecond'
    from (select id from attachment where ${INCOMING_DUE}
      order by "dueAt" limit ${limit} for update skip locked) due
    where f.id = due.id and f."messageId" is not null
    returning f.id, f."messageId", f."sourceUrl", f.attempts`);
}

/** Keeps a fetched file and shows it. If the message was unsent meanwhile, nothing is kept. */
export async function keepIncoming(
  context: Context,
  file: IncomingFile,
  fetched: { bytes: Uint8Array; mimeType: string; extension: string },
): Promise<void> {
  const key = newFileKey();
  await context.files.put(key, fetched.bytes, fetched.mimeType);
  const size = await pictureSize(fetched);
  const kept = await update(
    context,
    file,
    Prisma.sql`state = 'stored', "storageKey" = ${key}, "mimeType" = ${fetched.mimeType},
      size = ${fetched.bytes.byteLength}, width = ${size.width}, height = ${size.height}, "dueAt" = null,
      error = null, name = coalesce(name, ${`${file.id.slice(0, 8)}.${fetched.extension}`})`,
  );
  if (!kept) await context.files.remove(key);
}

/** Not now: tried again with growing pauses, and given up in the end. `final`: never again. */
export async function failIncoming(
  context: Context,
  file: IncomingFile,
  { reason, final }: { reason: string; final: boolean },
): Promise<void> {
  const givenUp = final || file.attempts >= MAX_ATTEMPTS;
  const waitMs = FIRST_BACKOFF_MS * 2 ** file.attempts;
  await update(
    context,
    file,
    givenUp
      ? Prisma.sql`state = 'failed', error = ${reason}, "dueAt" = null`
      : Prisma.sql`error = ${reason}, "dueAt" = now() + ${waitMs} * interval '1 millisecond'`,
  );
}

/** It could not be kept for a reason of ours: fetched again in half a minute, as often as that takes. */
export async function releaseIncoming(
  { db }: Context,
  { id }: IncomingFile,
): Promise<void> {
  await db.sql.$executeRaw(Prisma.sql`
    update attachment set attempts = attempts - 1, "dueAt" = now() + interval '30 seconds'
    where id = ${id}::uuid and state = 'pending'`);
}

/** Width and height of what is a picture we can read; a customer may send any other. */
async function pictureSize(fetched: {
  bytes: Uint8Array;
  mimeType: string;
}): Promise<{ width: number | null; height: number | null }> {
  if (!fetched.mimeType.startsWith("image/")) {
    return { width: null, height: null };
  }
  try {
    const { autoOrient } = await sharp(fetched.bytes).metadata();
    return autoOrient;
  } catch {
    return { width: null, height: null };
  }
}

async function update(
  context: Context,
  { id, messageId }: IncomingFile,
  assignment: Prisma.Sql,
): Promise<boolean> {
  const done = await inTransaction(context.db, async (tx) => {
    const [row] = await tx.$queryRaw<{ threadId: string }[]>(Prisma.sql`
      select m."threadId" from message m join thread t on t.id = m."threadId"
      where m.id = ${messageId}::uuid for update of t`);
    const changed = await tx.$executeRaw(
      Prisma.sql`update attachment set ${assignment} where id = ${id}::uuid and state = 'pending'`,
    );
    if (!row || changed === 0) return false;
    await tx.$executeRaw(
      Prisma.sql`update message set version = version + 1 where id = ${messageId}::uuid`,
    );
    await announce(tx, [
      { kind: "message.updated", threadId: row.threadId, messageId },
    ]);
    return true;
  });
  context.wake("announce");
  return done;
}
