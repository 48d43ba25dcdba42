import type { CustomerExport } from "#contract/customers/customer-job.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { getCustomer } from "#server/domain/customers/customers.ts";
import { allConsents } from "#server/domain/customers/consents.ts";
import { allCustomerNotes } from "#server/domain/customers/customer-notes.ts";
import { recordCustomerJob } from "./customer-jobs.ts";

/** So long the address of an export leads to the data. */
const GOOD_DAYS = 7;

/**
 * Makes an address from which the customer's data is downloaded. Nothing is
 * stored for it: the data is read when it is downloaded, so an erasure leaves
 * no copy behind.
 * @throws AppError forbidden, not_found
 */
export async function requestExport(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<CustomerExport> {
  requireAction(actor, "customers.privacy");
  const { id } = await getCustomer(context, actor, customerId);
  return inSqlTransaction(context.db, async (tx) => {
    const now = context.clock.now();
    const job = await recordCustomerJob(tx, "customer_export", id, {
      now,
      result: (jobId) => ({ url: `/api/v1/customers/${id}/export/${jobId}` }),
    });
    await writeAudit(tx, actor, "customer.exported", {
      type: "customer",
      id,
    });
    return job;
  });
}

/**
 * All data about a customer: details, identities, conversations with their
 * messages, leads, notes, consents, changes of the stage, and a list of the
 * files with their addresses.
 * @throws AppError forbidden, not_found (also a week after it was asked for)
 */
export async function readExport(
  context: Context,
  actor: Actor,
  { customerId, jobId }: { customerId: string; jobId: string },
): Promise<Record<string, unknown>> {
  requireAction(actor, "customers.privacy");
  const { sql } = context.db;
  const since = new Date(
    context.clock.now().getTime() - GOOD_DAYS * 86_400_000,
  );
  const jobs = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from job where id = ${jobId}::uuid and "customerId" = ${customerId}::uuid
      and kind = 'customer_export' and "createdAt" > ${since}::timestamptz`);
  if (jobs.length === 0) throw new AppError("not_found", { jobId });
  const [customer, notes, consents, threads, messages, files, leads, stages] =
    await Promise.all([
      getCustomer(context, actor, customerId),
      allCustomerNotes(sql, customerId),
      allConsents(sql, customerId),
      sql.$queryRaw(Prisma.sql`
      select t.id, t."channelId", ch.name as channel, t.status, t."createdAt" from thread t
      join channel ch on ch.id = t."channelId" where t."customerId" = ${customerId}::uuid order by t.id`),
      sql.$queryRaw(Prisma.sql`
      select m.id, m."threadId", m.direction, m."authorType", m."authorName", m.text, m."sentAt", m."editedAt",
        m."deletedAt" from message m join thread t on t.id = m."threadId"
      where t."customerId" = ${customerId}::uuid and m.kind = 'message' order by m."threadId", m."sentAt", m.id`),
      sql.$queryRaw(Prisma.sql`
      select f.id, f."messageId", f.type, f.name, f."mimeType", f.size,
        case when f.state = 'stored' then '/api/v1/files/' || f.id end as url
      from attachment f join message m on m.id = f."messageId" join thread t on t.id = m."threadId"
      where t."customerId" = ${customerId}::uuid order by f.id`),
      sql.$queryRaw(Prisma.sql`
      select l.id, l."formId", l."createdTime", l.contact, l.answers, l.consents, coalesce((
        select jsonb_agg(jsonb_build_object('at', h.at, 'type', h.outcome, 'author', h."actorName") || h.payload
          order by h.at, h.id)
        from lead_attempt h where h."leadId" = l.id and h.outcome in ('noted', 'called')), '[]') as "notesAndCalls"
      from lead l where l."customerId" = ${customerId}::uuid order by l."createdTime", l.id`),
      sql.$queryRaw(Prisma.sql`
      select at, "fromName" as "from", "toName" as "to", "actorName" as author from customer_stage_change
      where "customerId" = ${customerId}::uuid order by at, id`),
    ]);
  return {
    exportedAt: context.clock.now().toISOString(),
    customer,
    notes,
    consents,
    threads,
    messages,
    files,
    leads,
    stages,
  };
}
