import type { Job } from "#contract/channels/job.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { newId } from "#server/runtime/crypto.ts";
import { getLeadPage } from "#server/domain/leads/settings/lead-pages.ts";

const DAY_MS = 24 * 3_600_000;
const ASKED_DAYS = 7;
/** Meta keeps leads for 90 days. */
const MAX_DAYS = 90;
/** Every reading begins so long before the end of the one before: clocks differ, and webhooks are late. */
const OVERLAP_MS = 30 * 60_000;

export type LeadBackfillProgress = {
  /** Forms that are still to be read; null: they are not listed yet. */
  forms: string[] | null;
  /** In the first of them; null: its newest page. */
  cursor: string | null;
  recovered: number;
  known: number;
  failed: number;
};

const NO_PROGRESS: LeadBackfillProgress = {
  forms: null,
  cursor: null,
  recovered: 0,
  known: 0,
  failed: 0,
};

export const LEAD_BACKFILL_DUE = Prisma.sql`state = 'running' and kind = 'lead_backfill'
  and "dueAt" <= ${ROUNDED_NOW}`;

/** Reads a page's forms for leads that did not arrive. One runs per page; another request begins it again. @throws AppError forbidden, not_found, invalid_input */
export async function requestLeadBackfill(
  context: Context,
  actor: Actor,
  { channelId, since }: { channelId: string; since: Date | null },
): Promise<Job> {
  const now = context.clock.now();
  if (since && since > now)
    throw invalidInput("since", "Choose a time in the past.");
  await getLeadPage(context, actor, channelId);
  const from = since ?? new Date(now.getTime() - ASKED_DAYS * DAY_MS);
  const id = await inSqlTransaction(context.db, async (tx) => {
    const target = { type: "channel", id: channelId };
    await writeAudit(tx, actor, "channel.lead_backfill_started", target, {
      since: from.toISOString(),
    });
    return startLeadBackfill(tx, channelId, from, now);
  });
  return {
    id,
    kind: "lead_backfill",
    state: "running",
    done: 0,
    total: null,
    result: null,
    error: null,
    createdAt: now.toISOString(),
    finishedAt: null,
  };
}

async function startLeadBackfill(
  tx: Sql,
  channelId: string,
  since: Date,
  now: Date,
): Promise<string> {
  const earliest = now.getTime() - MAX_DAYS * DAY_MS;
  const params = {
    since: new Date(Math.max(since.getTime(), earliest)).toISOString(),
  };
  const [job] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    insert into job (id, kind, "channelId", params, progress, "dueAt", "createdAt")
    values (${newId()}::uuid, 'lead_backfill', ${channelId}::uuid, ${JSON.stringify(params)}::jsonb,
      ${JSON.stringify(NO_PROGRESS)}::jsonb, now(), ${now}::timestamptz)
    on conflict (kind, "channelId") where state = 'running' do update set
      params = jsonb_build_object('since', least(job.params->>'since', excluded.params->>'since')),
      progress = excluded.progress, claims = job.claims + 1, failures = 0, "dueAt" = now()
    returning id`);
  wakeAfterCommit(tx, "leads");
  return job?.id ?? "";
}

/**
 * Starts what is due: every hour for each monitored page that has had a lead,
 * and at once after a gap, which the back-fill of messages shows. Each reading
 * begins where the last one that succeeded ended.
 */
export async function startDueLeadBackfills(context: Context): Promise<void> {
  const now = context.clock.now();
  await inSqlTransaction(context.db, async (tx) => {
    const due = await tx.$queryRaw<
      { channelId: string; readFrom: Date | null }[]
    >(Prisma.sql`
      select ch.id as "channelId", p."readFrom" from channel ch left join lead_page p on p."channelId" = ch.id
      where ch."deletedAt" is null and ch.enabled and coalesce(ch.options->>'leads', 'true') <> 'false'
        and exists (select from lead l where l."channelId" = ch.id)
        and not exists (select from job j where j.kind = 'lead_backfill' and j."channelId" = ch.id
          and j."createdAt" > greatest(now() - interval '1 hour', (
            select max(g."createdAt") from job g where g.kind = 'backfill' and g."channelId" = ch.id
              and g.params->>'reason' in ('down', 'repaired'))))
      limit 20 for update of ch skip locked`);
    for (const { channelId, readFrom } of due) {
      const last = readFrom?.getTime() ?? now.getTime() - ASKED_DAYS * DAY_MS;
      await startLeadBackfill(tx, channelId, new Date(last - OVERLAP_MS), now);
    }
  });
}
