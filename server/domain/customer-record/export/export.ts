import type {
  CustomerExport,
  RequestExport,
} from "#contract/customers/customer-job.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { getCustomer } from "#server/domain/customers/customers.ts";
import { allConsents } from "#server/domain/customers/consents.ts";
import { allCustomerNotes } from "#server/domain/customer-record/customer-notes.ts";
import { localeOf } from "#server/domain/access/locale-of.ts";
import { recordCustomerJob } from "../customer-jobs.ts";
import { exportLink, findExport } from "./export-link.ts";
import { requestsOf } from "./export-requests.ts";
import { blocksOf, leadsOf, stagesOf, threadsOf } from "./export-rows.ts";

/**
 * Makes the addresses from which the customer's data is downloaded: as JSON, and as a ZIP with pages and files.
 * Nothing is stored for them: the data is read when it is downloaded, so an erasure leaves no copy behind.
 * @throws AppError forbidden, not_found
 */
export async function requestExport(
  context: Context,
  actor: Actor,
  customerId: string,
  { locale }: RequestExport,
): Promise<CustomerExport> {
  requireAction(actor, "customers.privacy");
  const { id } = await getCustomer(context, actor, customerId);
  const params = { locale: locale ?? (await localeOf(context.db.sql, actor)) };
  return inSqlTransaction(context.db, async (tx) => {
    const now = context.clock.now();
    const job = await recordCustomerJob(tx, "customer_export", id, {
      now,
      params,
      result: (jobId) => ({
        url: `/api/v1/customers/${id}/export/${jobId}`,
        zipUrl: exportLink(context, jobId),
      }),
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
 * messages, leads, notes, consents, changes of the stage, blocks, requests about data, and a list of the
 * files with their addresses. It is an entry of the audit log.
 * @throws AppError forbidden, not_found (also a week after it was asked for, and after a merge)
 */
export async function readExport(
  context: Context,
  actor: Actor,
  { customerId, jobId }: { customerId: string; jobId: string },
): Promise<Record<string, unknown>> {
  requireAction(actor, "customers.privacy");
  const { sql } = context.db;
  const job = await findExport(context, jobId);
  if (job?.customerId !== customerId)
    throw new AppError("not_found", { jobId });
  const [
    customer,
    notes,
    consents,
    threads,
    messages,
    files,
    leads,
    stages,
    blocks,
    requests,
  ] = await Promise.all([
    getCustomer(context, actor, customerId),
    allCustomerNotes(sql, customerId),
    allConsents(sql, customerId),
    threadsOf(sql, customerId),
    sql.$queryRaw(Prisma.sql`
      select m.id, m."threadId", m.direction, m."authorType", m."authorName", m.text, m."sentAt", m."editedAt",
        m."deletedAt" from message m join thread t on t.id = m."threadId"
      where t."customerId" = ${customerId}::uuid and m.kind = 'message' order by m."threadId", m."sentAt", m.id`),
    sql.$queryRaw(Prisma.sql`
      select f.id, f."messageId", f.type, f.name, f."mimeType", f.size,
        case when f.state = 'stored' then '/api/v1/files/' || f.id end as url
      from attachment f join message m on m.id = f."messageId" join thread t on t.id = m."threadId"
      where t."customerId" = ${customerId}::uuid order by f.id`),
    leadsOf(sql, customerId),
    stagesOf(sql, customerId),
    blocksOf(sql, customerId),
    requestsOf(sql, customerId, job.locale),
  ]);
  const target = { type: "customer", id: customerId };
  await inSqlTransaction(context.db, (tx) =>
    writeAudit(tx, actor, "customer.export_downloaded", target, { jobId }),
  );
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
    blocks,
    requests,
  };
}
