import type { LeadContact } from "#contract/leads/lead.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  lockLiving,
  readFields,
} from "#server/domain/customers/see-customer.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  emailKey,
  phoneKey,
  refreshContactKeys,
} from "#server/domain/customers/contact-keys.ts";

type Row = {
  contact: LeadContact;
  test: boolean;
  keptApart: boolean;
  customerId: string | null;
};

/** The customer that a lead has got: a new one, or one who was there and got these fields. */
export type JoinedCustomer = {
  customerId: string;
  isNew: boolean;
  added: Record<string, string>;
};

/**
 * Gives a lead its customer: with `detect`, the customer of the first lead with
 * the same e-mail address or phone number, else one of its own. A lead that a
 * person has kept apart is not joined again. Test leads have no customer.
 */
export async function joinCustomer(
  tx: Sql,
  leadId: string,
  { country, detect, now }: { country: string; detect: boolean; now: Date },
): Promise<JoinedCustomer | null> {
  const [lead] = await tx.$queryRaw<Row[]>(Prisma.sql`
    select contact, test, "keptApart", "customerId" from lead where id = ${leadId}::uuid for update`);
  if (!lead || lead.test || lead.customerId !== null) return null;
  const email = emailKey(lead.contact.email);
  const phone = phoneKey(lead.contact.phone, country);
  // Two leads of one person that are settled at once wait for each other here.
  for (const key of [email, phone].filter((one) => one !== null).sort())
    await lockUntilCommit(tx, `lead contact ${key}`);
  const first =
    detect && !lead.keptApart
      ? await firstLead(tx, leadId, email, phone)
      : null;
  const customerId = first && (await lockLiving(tx, first.customerId));
  if (first && customerId !== null) {
    const added = await mergeFields(tx, customerId, lead.contact);
    await tx.$executeRaw(Prisma.sql`
      update lead set "customerId" = ${customerId}::uuid, "duplicateOfId" = ${first.id}::uuid
      where id = ${leadId}::uuid`);
    return { customerId, isNew: false, added };
  }
  return {
    customerId: await ownCustomer(tx, leadId, lead.contact, now),
    isNew: true,
    added: {},
  };
}

/** A customer made from the lead alone. */
export async function ownCustomer(
  tx: Sql,
  leadId: string,
  contact: LeadContact,
  now: Date,
): Promise<string> {
  const customerId = newId();
  await tx.$executeRaw(Prisma.sql`
    insert into customer (id, name, "firstName", "lastName", fields, "createdAt")
    values (${customerId}::uuid, ${contact.name}, ${contact.firstName}, ${contact.lastName},
      ${JSON.stringify(fieldsOf(contact))}::jsonb, ${now}::timestamptz)`);
  await refreshContactKeys(tx, customerId);
  await tx.$executeRaw(Prisma.sql`
    update lead set "customerId" = ${customerId}::uuid, "duplicateOfId" = null where id = ${leadId}::uuid`);
  return customerId;
}

async function firstLead(
  tx: Sql,
  leadId: string,
  email: string | null,
  phone: string | null,
): Promise<{ id: string; customerId: string } | null> {
  if (email === null && phone === null) return null;
  const [row] = await tx.$queryRaw<{ id: string; customerId: string }[]>(
    Prisma.sql`
    select coalesce("duplicateOfId", id) as id, "customerId" from lead
    where id <> ${leadId}::uuid and not test and not "keptApart" and "customerId" is not null
      and ("emailKey" = ${email} or "phoneKey" = ${phone})
    order by "createdTime", id limit 1`,
  );
  return row ?? null;
}

/** Adds what the customer's fields do not say yet. @returns the added fields */
async function mergeFields(
  tx: Sql,
  customerId: string,
  contact: LeadContact,
): Promise<Record<string, string>> {
  const old = await readFields(tx, customerId);
  await tx.$executeRaw(Prisma.sql`
    update customer set fields = ${JSON.stringify(fieldsOf(contact))}::jsonb || fields, version = version + 1
    where id = ${customerId}::uuid`);
  await refreshContactKeys(tx, customerId);
  return Object.fromEntries(
    Object.entries(fieldsOf(contact)).filter(([key]) => !(key in old)),
  );
}

function fieldsOf({
  name: _name,
  firstName: _first,
  lastName: _last,
  fields,
  ...rest
}: LeadContact): Record<string, string> {
  const known = Object.entries(rest).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return { ...Object.fromEntries(known), ...fields };
}
