import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  hmacSha256Hex,
  randomToken,
  type Vault,
} from "#server/runtime/crypto.ts";

/*
 * The ledger of erased ids. It says of each id that a vendor has for an erased person or lead when that person was
 * erased, so that a back-fill, a replay or a late delivery brings nothing older back. An id is kept as a hash whose key
 * is sealed: a copy of the database names no one.
 */

type Reader = Pick<Sql, "$queryRaw">;

/** An id as the ledger knows it: the account is part of it, since other accounts know other people under it. */
export function personId(id: {
  kind: string;
  accountId: string;
  externalId: string;
}): string {
  return JSON.stringify([id.kind, id.accountId, id.externalId]);
}

/** The same for a lead. */
export function leadId(leadgenId: string): string {
  return JSON.stringify(["lead", leadgenId]);
}

export type ContactKind = "email" | "phone" | "externalId";

/** The same for an address or number, normalised, or an id of another program: files that are imported have no other. */
export function contactId(kind: ContactKind, value: string): string {
  return JSON.stringify([kind, value]);
}

export type ErasedHash = { hash: string; erasedAt: Date };

/**
 * Puts ids on the ledger, in the transaction that erases. Safe to repeat: the newest erasure counts.
 * @param isAgain the erasure repeats an earlier one, whose time stays
 * @returns the entries, to be noted outside the database
 */
export async function recordErasedIds(
  tx: Sql,
  vault: Vault,
  { ids, at, isAgain = false }: { ids: string[]; at: Date; isAgain?: boolean },
): Promise<ErasedHash[]> {
  if (ids.length === 0) return [];
  const key = (await readKey(tx, vault)) ?? (await makeKey(tx, vault));
  const entries = [...new Set(ids)].map((id) => ({
    hash: hmacSha256Hex(key, id),
    erasedAt: at,
  }));
  return keepErasedIds(tx, entries, { isAgain });
}

/** Writes entries of the ledger. Safe to repeat. @returns the entries as they are now */
export function keepErasedIds(
  tx: Sql,
  entries: ErasedHash[],
  { isAgain = false } = {},
): Promise<ErasedHash[]> {
  const later = isAgain
    ? Prisma.sql`l."erasedAt"`
    : Prisma.sql`greatest(l."erasedAt", excluded."erasedAt")`;
  return tx.$queryRaw<ErasedHash[]>(Prisma.sql`
    insert into erased_id as l (hash, "erasedAt")
    select hash, "erasedAt" from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as x(hash text, "erasedAt" timestamptz)
    on conflict (hash) do update set "erasedAt" = ${later} returning hash, "erasedAt"`);
}

/** When each of these ids was erased; those that never were are missing. */
export async function erasuresOf(
  reader: Reader,
  vault: Vault,
  ids: string[],
): Promise<Map<string, Date>> {
  // Nothing was ever erased: then this costs one look at an empty table.
  const key = await readKey(reader, vault);
  if (key === null) return new Map();
  const byHash = new Map(ids.map((id) => [hmacSha256Hex(key, id), id]));
  const rows = await reader.$queryRaw<ErasedHash[]>(
    Prisma.sql`select hash, "erasedAt" from erased_id where hash = any(${[...byHash.keys()]}::text[])`,
  );
  return new Map(
    rows.map(({ hash, erasedAt }) => [byHash.get(hash) ?? "", erasedAt]),
  );
}

/** Whether a lead is of a person who was erased. A form that they fill in later is another lead. */
export async function isErasedLead(
  reader: Reader,
  vault: Vault,
  leadgenId: string,
): Promise<boolean> {
  const id = leadId(leadgenId);
  return (await erasuresOf(reader, vault, [id])).has(id);
}

/** The sealed key; null: there is none yet. */
export async function readSealedKey(reader: Reader): Promise<string | null> {
  const [row] = await reader.$queryRaw<{ keySealed: string }[]>(
    Prisma.sql`select "keySealed" from erased_id_key`,
  );
  return row?.keySealed ?? null;
}

/** Takes over a key where there is none. */
export async function adoptSealedKey(tx: Sql, sealed: string): Promise<void> {
  await tx.$executeRaw(
    Prisma.sql`insert into erased_id_key (id, "keySealed") values (1, ${sealed}) on conflict do nothing`,
  );
}

async function readKey(reader: Reader, vault: Vault): Promise<string | null> {
  const sealed = await readSealedKey(reader);
  return sealed === null ? null : vault.open(sealed);
}

async function makeKey(tx: Sql, vault: Vault): Promise<string> {
  await adoptSealedKey(tx, vault.seal(randomToken()));
  const key = await readKey(tx, vault);
  if (key === null) throw new Error("The key that was made is missing.");
  return key;
}
