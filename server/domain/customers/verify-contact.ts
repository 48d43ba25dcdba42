import type { ContactField } from "#contract/customers/contact-proof.ts";
import type { VerifyContact } from "#contract/customers/customer-requests.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { emailKey, phoneKey } from "#server/domain/customers/contact-keys.ts";
import type { StoredProofs } from "#server/domain/customers/contact-proofs.ts";
import { getCustomer } from "#server/domain/customers/customers.ts";
import { lockCustomer } from "#server/domain/customers/see-customer.ts";
import { touchThreadsOf } from "#server/domain/customers/touch-threads.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { readCompany } from "#server/domain/settings/company.ts";

/**
 * Records that the actor has checked a customer's e-mail address or phone
 * number. It holds until the value changes. Repeated, the newest check counts.
 * @throws AppError not_found, forbidden, participant_only, invalid_input (there
 * is no value, or no possible one), wrong_state (another value by now)
 */
export async function verifyContact(
  context: Context,
  actor: Actor,
  customerId: string,
  { key: kind, reason, value }: VerifyContact,
): Promise<Customer> {
  const at = context.clock.now().toISOString();
  await inSqlTransaction(context.db, async (tx) => {
    const id = await lockCustomer(tx, actor, customerId);
    const [row] = await tx.$queryRaw<{ key: string | null }[]>(Prisma.sql`
      select ${keyOf(kind)} as key from customer where id = ${id}::uuid`);
    const key = row?.key ?? null;
    if (key === null) throw invalidField("key", "contact_missing");
    if (value !== undefined && (await normalized(tx, kind, value)) !== key)
      throw new AppError("wrong_state", { current: { key: kind } });
    const proofs: StoredProofs = {
      [kind]: { key, at, how: "agent", byId: actor.agentId, reason },
    };
    await tx.$executeRaw(Prisma.sql`
      update customer set verified = verified || ${JSON.stringify(proofs)}::jsonb, version = version + 1
      where id = ${id}::uuid`);
    await record(tx, actor, "customer.contact_verified", id, kind);
  });
  return getCustomer(context, actor, customerId);
}

/** Takes a verification back: the contact is only claimed again. Without one it does nothing. @throws AppError as verifyContact */
export async function unverifyContact(
  context: Context,
  actor: Actor,
  customerId: string,
  kind: ContactField,
): Promise<Customer> {
  await inSqlTransaction(context.db, async (tx) => {
    const id = await lockCustomer(tx, actor, customerId);
    const changed = await tx.$executeRaw(Prisma.sql`
      update customer set verified = verified - ${kind}, version = version + 1
      where id = ${id}::uuid and verified->${kind} is not null`);
    if (changed > 0)
      await record(tx, actor, "customer.contact_unverified", id, kind);
  });
  return getCustomer(context, actor, customerId);
}

const keyOf = (kind: ContactField) =>
  kind === "email" ? Prisma.sql`"emailKey"` : Prisma.sql`"phoneKey"`;

async function normalized(
  tx: Sql,
  kind: ContactField,
  value: string,
): Promise<string | null> {
  if (kind === "email") return emailKey(value);
  return phoneKey(value, (await readCompany(tx)).country);
}

/** The reason stays out of the audit log, because it can name the person and an erasure does not reach it there. */
async function record(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  customerId: string,
  key: ContactField,
): Promise<void> {
  await touchThreadsOf(tx, customerId);
  await announce(tx, [{ kind: "customer.changed", payload: { customerId } }]);
  await writeAudit(
    tx,
    actor,
    action,
    { type: "customer", id: customerId },
    { key },
  );
}
