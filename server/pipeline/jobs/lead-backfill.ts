import type { VendorLead } from "#server/channels/leads.ts";
import type { Failure } from "#server/channels/outbound-message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { classifyLeadError } from "#server/domain/leads/rows/explain.ts";
import { notePageError } from "#server/domain/leads/details/fetch-lead.ts";
import {
  LEAD_BACKFILL_DUE,
  type LeadBackfillProgress,
} from "#server/domain/leads/intake/lead-backfill.ts";
import { keepForm } from "#server/domain/leads/rows/lead-form-rows.ts";
import { isErasedLead } from "#server/domain/customers/erased-ids.ts";
import { recordLead } from "#server/domain/leads/intake/record-lead.ts";
import { reach } from "#server/pipeline/jobs/leads.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { backOffMs } from "#server/runtime/back-off.ts";

const LEASE_MS = 3 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;

type Claimed = {
  id: string;
  channelId: string;
  claims: number;
  failures: number;
  params: { since: string };
  progress: LeadBackfillProgress;
  createdAt: Date;
};

/**
 * Does one step of one page's back-fill of leads: lists its forms, or reads a
 * page of one form. The leads and how far it has come are one transaction; a
 * lead that is known already changes nothing.
 * @returns whether there was a step to do
 */
export async function backfillLeadsOnce(vendor: Vendor): Promise<boolean> {
  const { context } = vendor;
  const [job] = await context.db.sql.$queryRaw<Claimed[]>(Prisma.sql`
    update job set claims = claims + 1, "dueAt" = now() + ${LEASE_MS}::int * interval '1 millisecond'
    where id = (select id from job where ${LEAD_BACKFILL_DUE} order by "dueAt" limit 1 for update skip locked)
    returning id, "channelId", claims, failures, params, progress, "createdAt"`);
  if (!job) return false;
  const page = await reach(vendor, job.channelId);
  if (!page) {
    await end(vendor, job, "The page is disconnected.");
    return true;
  }
  const { forms, cursor } = job.progress;
  const formId = forms?.[0];
  if (forms === null) {
    const outcome = await page.forms.forms(page.account);
    if (outcome.kind !== "forms") await stumble(vendor, job, outcome);
    else {
      const now = context.clock.now();
      for (const form of outcome.forms)
        await keepForm(context.db.sql, job.channelId, form, now);
      await advance(vendor, job, [], (progress) => ({
        ...progress,
        forms: outcome.forms.map(({ id }) => id),
      }));
    }
    return true;
  }
  if (formId === undefined) {
    await advance(vendor, job, [], (progress) => progress);
    return true;
  }
  const since = new Date(job.params.since);
  const outcome = await page.forms.leadsOf(page.account, {
    formId,
    since,
    cursor,
  });
  if (outcome.kind === "page")
    await advance(
      vendor,
      job,
      outcome.leads.map((lead) => ({ ...lead, formId: lead.formId ?? formId })),
      (progress) =>
        outcome.next === null
          ? { ...progress, forms: forms.slice(1), cursor: null }
          : { ...progress, cursor: outcome.next },
      page.account.accountId,
    );
  else if (outcome.kind === "refused" && forms.length > 1)
    // One form that is refused does not keep the others back.
    await advance(vendor, job, [], (progress) => ({
      ...progress,
      forms: forms.slice(1),
      cursor: null,
      failed: progress.failed + 1,
    }));
  else await stumble(vendor, job, outcome);
  return true;
}

async function advance(
  { context }: Vendor,
  job: Claimed,
  leads: (VendorLead & { formId: string })[],
  next: (progress: LeadBackfillProgress) => LeadBackfillProgress,
  pageId = "",
): Promise<void> {
  const now = context.clock.now();
  await inSqlTransaction(context.db, async (tx) => {
    if (!(await stillOurs(tx, job))) return;
    const progress = { ...next(job.progress) };
    for (const lead of leads) {
      if (await isErasedLead(tx, context.vault, lead.leadgenId)) continue;
      const { isNew } = await recordLead(
        tx,
        {
          channelId: job.channelId,
          pageId,
          formId: lead.formId,
          leadgenId: lead.leadgenId,
          adId: lead.ad.id,
          createdTime: lead.at ?? now,
        },
        { origin: "recovered", now },
      );
      if (isNew) progress.recovered += 1;
      else progress.known += 1;
    }
    if (progress.forms?.length === 0) await finish(tx, job, progress, now);
    else
      await tx.$executeRaw(Prisma.sql`
        update job set progress = ${JSON.stringify(progress)}::jsonb, failures = 0, "dueAt" = now()
        where id = ${job.id}::uuid`);
  });
}

async function stillOurs(tx: Sql, { id, claims }: Claimed): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from job where id = ${id}::uuid and claims = ${claims}::int and state = 'running' for update`);
  return rows.length > 0;
}

async function finish(
  tx: Sql,
  { id, channelId, createdAt }: Claimed,
  progress: LeadBackfillProgress,
  now: Date,
): Promise<void> {
  const { recovered, known, failed } = progress;
  await tx.$executeRaw(Prisma.sql`
    update job set state = 'done', "finishedAt" = ${now}::timestamptz, failures = 0,
      progress = ${JSON.stringify(progress)}::jsonb,
      result = ${JSON.stringify({ recovered, known, failed })}::jsonb where id = ${id}::uuid`);
  await tx.$executeRaw(Prisma.sql`
    insert into lead_page ("channelId", "readFrom") values (${channelId}::uuid, ${createdAt}::timestamptz)
    on conflict ("channelId") do update set "readFrom" = excluded."readFrom"`);
}

/** Later, the same again; refused, the job fails, and the page says why. */
async function stumble(
  vendor: Vendor,
  job: Claimed,
  outcome: Failure,
): Promise<void> {
  const { context } = vendor;
  const now = context.clock.now();
  const isLate = now.getTime() - job.createdAt.getTime() > GIVE_UP_MS;
  if (outcome.kind === "later" && !isLate) {
    const wait = backOffMs({
      failures: job.failures,
      firstMs: 2_000,
      lastMs: 5 * 60_000,
    });
    await context.db.sql.$executeRaw(Prisma.sql`
      update job set failures = least(failures + 1, 20),
        "dueAt" = now() + ${Math.round(Math.max(wait, outcome.afterMs ?? 0))}::int * interval '1 millisecond'
      where id = ${job.id}::uuid and claims = ${job.claims}::int and state = 'running'`);
    return;
  }
  const code = classifyLeadError(outcome.error, 0);
  await notePageError(
    context.db.sql,
    job.channelId,
    code,
    outcome.error.message,
    now,
  );
  await end(vendor, job, outcome.error.message);
}

async function end(
  { context }: Vendor,
  { id, claims }: Claimed,
  error: string,
): Promise<void> {
  await context.db.sql.$executeRaw(Prisma.sql`
    update job set state = 'failed', error = ${error}, "finishedAt" = ${context.clock.now()}::timestamptz
    where id = ${id}::uuid and claims = ${claims}::int and state = 'running'`);
}
