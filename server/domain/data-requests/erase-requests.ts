import type { RequestStep } from "#contract/customers/data-request.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announceSettings } from "#server/domain/access/audit.ts";
import {
  pseudonymOf,
  requestColumns,
  writeRequest,
  type RequestRow,
} from "./request-row.ts";

/**
 * Removes what requests say of erased customers: those that are linked to one
 * of them, and those whose contact is theirs. Kinds, dates, states and a
 * pseudonym stay, as proof, and lead to the certificate.
 */
export async function eraseRequests(
  tx: Sql,
  {
    ids,
    customerId,
    now,
    isTheirs,
  }: {
    ids: string[];
    /** The customer that the certificate is about. */
    customerId: string;
    now: Date;
    isTheirs: (contact: string) => boolean;
  },
): Promise<void> {
  const rows = await tx.$queryRaw<RequestRow[]>(Prisma.sql`
    select ${requestColumns} from data_request r
    where r."customerId" = any(${ids}::uuid[]) or (r."customerId" is null and r.contact is not null)
    order by r.id for update`);
  const theirs = rows.filter(
    (row) =>
      row.customerId !== null ||
      (row.contact !== null && isTheirs(row.contact)),
  );
  for (const row of theirs) {
    const erased: RequestStep = {
      at: now.toISOString(),
      by: pseudonymOf(row.id),
      what: "erased",
      text: null,
    };
    await writeRequest(tx, {
      ...row,
      name: pseudonymOf(row.id),
      contact: null,
      customerId,
      identity: row.identity && { ...row.identity, how: null },
      extended: row.extended && { ...row.extended, reason: null },
      refusedReason: null,
      steps: [...row.steps.map((step) => ({ ...step, text: null })), erased],
      erasedAt: now,
    });
  }
  if (theirs.length > 0) await announceSettings(tx, ["data_requests"]);
}
