import type {
  CustomerErasure,
  CustomerExport,
} from "#contract/customers/customer-job.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { newId } from "#server/runtime/crypto.ts";

type CustomerJob = CustomerExport | CustomerErasure;

/**
 * Records an export or erasure as a job that is done: both are finished in the
 * transaction that writes the job, so nothing is left for a worker.
 */
export async function recordCustomerJob<Kind extends CustomerJob["kind"]>(
  tx: Sql,
  kind: Kind,
  customerId: string,
  {
    now,
    params = {},
    result,
  }: {
    now: Date;
    params?: object;
    result: (
      jobId: string,
    ) => NonNullable<Extract<CustomerJob, { kind: Kind }>["result"]>;
  },
): Promise<Extract<CustomerJob, { kind: Kind }>> {
  const id = newId();
  const found = result(id);
  await tx.$executeRaw(Prisma.sql`
    insert into job (id, kind, "customerId", state, params, result, "createdAt", "finishedAt")
    values (${id}::uuid, ${kind}, ${customerId}::uuid, 'done', ${JSON.stringify(params)}::jsonb, ${JSON.stringify(found)}::jsonb,
      ${now}::timestamptz, ${now}::timestamptz)`);
  return {
    id,
    kind,
    state: "done",
    done: 1,
    total: 1,
    result: found,
    error: null,
    createdAt: now.toISOString(),
    finishedAt: now.toISOString(),
  } as Extract<CustomerJob, { kind: Kind }>;
}
