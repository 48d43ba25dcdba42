import { dueAtOf } from "#contract/customers/request-due.ts";
import type { Sql } from "#server/db/sql.ts";
import { announceSettings } from "#server/domain/access/audit.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { newId } from "#server/runtime/crypto.ts";
import { emptyRequest, lastJurisdiction } from "./data-requests.ts";
import { pseudonymOf, writeRequest } from "./request-row.ts";

const BY = "Meta";

/**
 * Records that a vendor has asked to delete what is stored about one of its
 * users. The answer is the confirmation code, so the request is answered at
 * once. The vendor's id of the person stays with its own record.
 */
export async function recordVendorRequest(
  tx: Sql,
  code: string,
  now: Date,
): Promise<void> {
  const id = newId();
  const jurisdiction = await lastJurisdiction(tx);
  const { timeZone } = await readCompany(tx);
  const at = now.toISOString();
  await writeRequest(tx, {
    ...emptyRequest,
    id,
    kind: "erase",
    name: pseudonymOf(id),
    way: "meta",
    receivedAt: now,
    jurisdiction,
    dueAt: dueAtOf(
      { jurisdiction, kind: "erase" },
      { receivedAt: now, timeZone },
    ),
    state: "answered",
    answeredAt: now,
    confirmationCode: code,
    steps: [
      { at, by: BY, what: "received", text: null },
      { at, by: BY, what: "answered", text: null },
    ],
  });
  await announceSettings(tx, ["data_requests"]);
}
