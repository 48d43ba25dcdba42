import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { emailKey, phoneKey } from "#server/domain/customers/contact-keys.ts";
import {
  contactId,
  erasuresOf,
  personId,
} from "#server/domain/customers/erased-ids.ts";
import type { CustomerRowKeys } from "#server/domain/customers/read-customer-row.ts";
import type { Vault } from "#server/runtime/crypto.ts";

type Reader = Pick<Sql, "$queryRaw">;

/**
 * Reads which of these people were erased: a file brings no one back.
 * @returns whether a person with these values is among them. One who has become a customer again is not.
 */
export async function findErased(
  reader: Reader,
  vault: Vault,
  people: CustomerRowKeys[],
): Promise<(keys: CustomerRowKeys) => boolean> {
  const channels = await reader.$queryRaw<
    { kind: string; accountId: string }[]
  >(Prisma.sql`select distinct kind, "accountId" from channel`);
  const idsOf = (keys: CustomerRowKeys): string[] =>
    KINDS.flatMap((kind) => {
      const value = keys[kind];
      if (value === undefined) return [];
      if (kind !== "externalId") return [contactId(kind, value)];
      return [
        contactId(kind, value),
        ...channels.map((channel) =>
          personId({ ...channel, externalId: value }),
        ),
      ];
    });
  const erased = await erasuresOf(reader, vault, people.flatMap(idsOf));
  if (erased.size === 0) return () => false;
  const back = await livingOf(reader, people);
  return (keys) =>
    idsOf(keys).some((id) => erased.has(id)) &&
    !KINDS.some((kind) => back.has(contactId(kind, keys[kind] ?? "")));
}

/** The keys of an email address and a phone number, as far as they are any. Pure. */
export function keysOfContact(
  { email, phone }: { email: string | null; phone: string | null },
  country: string,
): CustomerRowKeys {
  const mail = emailKey(email);
  const number = phoneKey(phone, country);
  return {
    ...(mail === null ? {} : { email: mail }),
    ...(number === null ? {} : { phone: number }),
  };
}

const KINDS = ["email", "phone", "externalId"] as const;

async function livingOf(
  reader: Reader,
  people: CustomerRowKeys[],
): Promise<Set<string>> {
  const all = (kind: (typeof KINDS)[number]) =>
    people.flatMap((keys) => keys[kind] ?? []);
  const rows = await reader.$queryRaw<
    { kind: (typeof KINDS)[number]; value: string }[]
  >(Prisma.sql`
    select 'email' as kind, "emailKey" as value from customer where "emailKey" = any(${all("email")}::text[])
    union all select 'phone', "phoneKey" from customer where "phoneKey" = any(${all("phone")}::text[])
    union all select 'externalId', fields->>'externalId' from customer
      where fields->>'externalId' = any(${all("externalId")}::text[])`);
  return new Set(rows.map(({ kind, value }) => contactId(kind, value)));
}
