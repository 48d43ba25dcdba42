import type { ConsentPurpose } from "#contract/customers/consent.ts";
import type { ConsentBasis } from "#contract/imports/import.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  consentStates,
  type ConsentState,
} from "#server/domain/customers/consents.ts";
import { newId } from "#server/runtime/crypto.ts";
import type { ImportJob } from "./row-kind.ts";

const PURPOSES: Record<ConsentBasis, ConsentPurpose[]> = {
  consent_contact: ["contact"],
  consent_marketing: ["contact", "marketing"],
  contract: [],
  legitimate_interest: [],
};

/**
 * Records the consents that an import states, for customers who have no entry for the purpose: what a customer has said
 * themselves counts for more.
 * @returns the ids of the entries by customer
 */
export async function recordBasis(
  tx: Sql,
  { settings: { basis, source }, actor, now }: ImportJob,
  customers: { id: string; isNew: boolean }[],
): Promise<Map<string, string[]>> {
  const recorded = new Map<string, string[]>();
  const purposes = PURPOSES[basis];
  if (purposes.length === 0) return recorded;
  // A new customer has no entry yet.
  const known = customers.filter(({ isNew }) => !isNew);
  const states =
    known.length === 0
      ? new Map<string, ConsentState>()
      : await consentStates(
          tx,
          known.map(({ id }) => id),
        );
  const entries = customers.flatMap(({ id: customerId }) =>
    purposes
      .filter((purpose) => !states.get(customerId)?.[purpose])
      .map((purpose) => ({ id: newId(), customerId, purpose })),
  );
  if (entries.length === 0) return recorded;
  await tx.$executeRaw(Prisma.sql`
    insert into consent_entry (id, "customerId", purpose, given, source, note, "actorId", "actorName", at, "recordedAt")
    select x.id, x."customerId", x.purpose, true, 'import', ${source}, ${actor.agentId}::uuid, ${actor.name},
      ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as x(id uuid, "customerId" uuid, purpose text)`);
  for (const { id, customerId } of entries)
    recorded.set(customerId, [...(recorded.get(customerId) ?? []), id]);
  return recorded;
}

/** Ends entries that an import has recorded: the ledger keeps them, and they count no more. Safe to repeat. */
export async function voidBasis(
  tx: Sql,
  entryIds: string[],
  now: Date,
): Promise<void> {
  if (entryIds.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    insert into consent_entry (id, "customerId", purpose, given, source, "voidsId", at, "recordedAt")
    select gen_random_uuid(), e."customerId", e.purpose, e.given, e.source, e.id, e.at, ${now}::timestamptz
    from consent_entry e where e.id = any(${entryIds}::uuid[]) on conflict ("voidsId") do nothing`);
}
