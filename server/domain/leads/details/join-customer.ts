import type { LeadContact } from "#contract/leads/lead.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { lockLiving } from "#server/domain/customers/see-customer.ts";
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

/**
 * Gives a lead its customer: with `detect`, the customer of the first lead with
 * the same e-mail address or phone number, else one of its own. A lead that a
 * person has kept apart is not joined again. Test leads have no customer.
 */
export async function joinCustomer(
  tx: Sql,
  leadId: string,
  { country, detect, now }: { country: string; detect: boolean; now: Date },
): Promise<void> {
  const [lead] = await tx.$queryRaw<Row[]>(Prisma.sql`
    select contact, test, "keptApart", "customerId" from lead where id = ${leadId}::uuid for update`);
  if (!lead || lead.test || lead.customerId !== null) return;
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
    await mergeFields(tx, customerId, lead.contact);
    await tx.$executeRaw(Prisma.sql`
      update lead set "customerId" = ${customerId}::uuid, "duplicateOfId" = ${first.id}::uuid
      where id = ${leadId}::uuid`);
    return;
  }
  await ownCustomer(tx, leadId, lead.contact, now);
}

/** A customer made from the lead alone. */
export async function ownCustomer(
  tx: Sql,
  leadId: string,
  contact: LeadContact,
  now: Date,
): Promise<void> {
  const customerId = newId();
  await tx.$executeRaw(Prisma.sql`
    insert into customer (id, name, "firstName", "lastName", fields, "createdAt")
    values (${customerId}::uuid, ${contact.name}, ${contact.firstName}, ${contact.lastName},
      ${JSON.stringify(fieldsOf(contact))}::jsonb, ${now}::timestamptz)`);
  await refreshContactKeys(tx, customerId);
  await tx.$executeRaw(Prisma.sql`
    update lead set "customerId" = ${customerId}::uuid, "duplicateOfId" = null where id = ${leadId}::uuid`);
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

/** Adds what the customer's fields do not say yet. */
async function mergeFields(
  tx: Sql,
  customerId: string,
  contact: LeadContact,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update customer set fields = ${JSON.stringify(fieldsOf(contact))}::jsonb || fields, version = version + 1
    where id = ${customerId}::uuid`);
  await refreshContactKeys(tx, customerId);
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
