import { KINDS_WITH_HISTORY } from "#contract/channels/rules/channel-rules.ts";
import type { Job } from "#contract/channels/job.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import {
  DAY_MS,
  startBackfills,
  type BackfillProgress,
} from "#server/domain/channels/health/backfill.ts";
import {
  getChannel,
  superviseChannel,
} from "#server/domain/channels/channels.ts";
import type { Context } from "#server/domain/context.ts";

/** As far back as a person may answer a customer. */
const ASKED_DAYS = 7;

/**
 * A supervisor asks for what may be missing.
 * @throws AppError forbidden, not_found, invalid_input: a time to come, or a channel without history
 */
export async function requestBackfill(
  context: Context,
  actor: Actor,
  channelId: string,
  since: Date | null,
): Promise<Job> {
  const now = context.clock.now();
  if (since && since > now)
    throw invalidInput("since", "Choose a time in the past.");
  const from = since ?? new Date(now.getTime() - ASKED_DAYS * DAY_MS);
  const jobId = await inPrismaTransaction(context.db, async (tx) => {
    const channel = await superviseChannel(context, tx, actor, channelId);
    if (!KINDS_WITH_HISTORY.includes(channel.type))
      throw invalidInput("id", "This kind of channel keeps no history.");
    const [id] = await startBackfills(tx, [channelId], {
      since: from,
      reason: "asked",
      now,
    });
    const target = { type: "channel", id: channelId };
    await writeAudit(tx, actor, "channel.backfill_started", target, {
      since: from.toISOString(),
    });
    return id;
  });
  return readJob(context, jobId ?? "");
}

/** @throws AppError not_found, forbidden: as for its channel */
export async function getJob(
  context: Context,
  actor: Actor,
  jobId: string,
): Promise<Job> {
  requireAction(actor, "channels.read");
  const row = await context.db.prisma.job.findUnique({
    where: { id: jobId },
    select: { channelId: true },
  });
  if (!row) throw new AppError("not_found", { jobId });
  if (row.channelId === null) requireAction(actor, "customers.privacy");
  else await getChannel(context, actor, row.channelId);
  return readJob(context, jobId);
}

async function readJob({ db }: Context, id: string): Promise<Job> {
  const row = await db.prisma.job.findUniqueOrThrow({
    where: { id },
    select: {
      kind: true,
      state: true,
      progress: true,
      result: true,
      error: true,
      createdAt: true,
      finishedAt: true,
    },
  });
  const progress = row.progress as Partial<BackfillProgress> & {
    known?: number;
  };
  // A back-fill of leads counts what it has found instead.
  const done =
    progress.seen ?? (progress.recovered ?? 0) + (progress.known ?? 0);
  return {
    id,
    kind: row.kind as Job["kind"],
    state: row.state as Job["state"],
    done,
    total: null,
    result: row.result as Job["result"],
    error: row.error,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
