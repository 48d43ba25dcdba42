import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { requireAction } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * Lets a failed back-fill go on where it stopped. For admins.
 * @throws AppError not_found, forbidden, wrong_state: it has not failed, or another of its kind runs for the channel
 */
export async function retryJob(
  context: Context,
  doer: AuditActor,
  jobId: string,
): Promise<void> {
  requireAction(doer, "settings.system");
  await inSqlTransaction(context.db, async (tx) => {
    const [job] = await tx.$queryRaw<
      { kind: string; state: string; channelId: string | null }[]
    >(Prisma.sql`
      select kind, state, "channelId" from job where id = ${jobId}::uuid for update`);
    if (!job) throw new AppError("not_found", { jobId });
    const { kind, state, channelId } = job;
    if (state !== "failed" || channelId === null)
      throw new AppError("wrong_state", {
        needs: "failed",
        current: { state },
      });
    // A back-fill that begins at the same moment has the row of its index first, or meets ours.
    const again = await tx.$executeRaw(Prisma.sql`
      update job set state = 'running', error = null, failures = 0, claims = claims + 1,
        "finishedAt" = null, "dueAt" = now()
      where id = ${jobId}::uuid and not exists (select from job other
        where other.kind = ${kind} and other."channelId" = ${channelId}::uuid and other.state = 'running')`);
    if (again === 0)
      throw new AppError("wrong_state", {
        needs: "failed",
        current: { state: "running" },
      });
    wakeAfterCommit(tx, kind === "lead_backfill" ? "leads" : "backfill");
    const target = { type: "channel", id: channelId };
    await writeAudit(tx, doer, "channel.backfill_started", target, { jobId });
  });
}
