import { CONTACT_FIELDS } from "#contract/customers/contact-proof.ts";
import type { ContactField } from "#contract/customers/contact-proof.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { StoredProofs } from "#server/domain/customers/contact-proofs.ts";

/** The other customer's verified contacts in a merge. */
export type MovedProofs = {
  proofs: StoredProofs;
  /** The contacts whose verification the survivor took over. */
  taken: ContactField[];
};

/** Merges of versions before moved none. */
export const NO_PROOFS: MovedProofs = { proofs: {}, taken: [] };

type Verified = { verified: StoredProofs };

/**
 * Gives the survivor of a merge the other's verified contacts, where it has
 * the same value and has not verified it. Called when the survivor has its
 * values: the database drops the proof of another value.
 */
export async function takeProofs(
  tx: Sql,
  survivor: Verified & { id: string },
  { verified: proofs }: Verified,
): Promise<MovedProofs> {
  const [row] = await tx.$queryRaw<Verified[]>(Prisma.sql`
    update customer set verified = ${JSON.stringify(proofs)}::jsonb || verified
    where id = ${survivor.id}::uuid returning verified`);
  const taken = CONTACT_FIELDS.filter(
    (kind) =>
      survivor.verified[kind] === undefined &&
      row?.verified[kind] !== undefined,
  );
  return { proofs, taken };
}

/**
 * Takes from the survivor what a merge gave it.
 * @returns what goes back to the other: not what a person has changed since
 */
export async function dropProofs(
  tx: Sql,
  survivor: Verified & { id: string },
  { proofs, taken }: MovedProofs,
): Promise<StoredProofs> {
  const isSame = (kind: ContactField) =>
    JSON.stringify(survivor.verified[kind]) === JSON.stringify(proofs[kind]);
  await tx.$executeRaw(Prisma.sql`
    update customer set verified = verified - ${taken.filter(isSame)}::text[] where id = ${survivor.id}::uuid`);
  const gone = taken.filter((kind) => !isSame(kind));
  return Object.fromEntries(
    Object.entries(proofs).filter(([kind]) => !gone.some((k) => k === kind)),
  );
}

/** Gives the other customer its proofs back, once it has its values again. */
export async function returnProofs(
  tx: Sql,
  otherId: string,
  proofs: StoredProofs,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update customer set verified = ${JSON.stringify(proofs)}::jsonb where id = ${otherId}::uuid`);
}
