import {
  settleWelcome,
  welcomeSchema,
  type Welcome,
} from "#contract/channels/welcome.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import { superviseChannel } from "#server/domain/channels/channels.ts";
import type { Context } from "#server/domain/context.ts";

export type SavedWelcome = { saved: Welcome | null; savedAt: Date | null };

/** Greeting, questions and menu as they were saved last. For supervisors. @throws AppError not_found */
export async function savedWelcome(
  { db }: Context,
  channelId: string,
): Promise<SavedWelcome> {
  const row = await db.prisma.channel.findFirst({
    where: { id: channelId, deletedAt: null },
    select: { welcome: true, welcomeSavedAt: true },
  });
  if (!row) throw new AppError("not_found", { channelId });
  const parsed = welcomeSchema.safeParse(row.welcome);
  return parsed.success
    ? { saved: parsed.data, savedAt: row.welcomeSavedAt }
    : { saved: null, savedAt: null };
}

/**
 * Keeps what the vendor has taken. For supervisors.
 * @throws AppError forbidden, not_found
 */
export async function keepWelcome(
  context: Context,
  doer: AuditActor,
  channelId: string,
  welcome: Welcome,
): Promise<SavedWelcome> {
  const saved = settleWelcome(welcome);
  const savedAt = context.clock.now();
  await inPrismaTransaction(context.db, async (tx) => {
    await superviseChannel(context, tx, doer, channelId);
    await tx.channel.update({
      where: { id: channelId },
      data: { welcome: saved, welcomeSavedAt: savedAt },
      select: { id: true },
    });
    const target = { type: "channel", id: channelId };
    await writeAudit(tx, doer, "channel.welcome_saved", target, saved);
  });
  return { saved, savedAt };
}
