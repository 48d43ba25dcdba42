import type { RevealedCustomer } from "#contract/customers/customer.ts";
import { requireReveal, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { getCustomer } from "#server/domain/customers/customers.ts";

/**
 * The contact data of a customer that the actor's role sees masked. Recorded.
 * @throws AppError not_found, forbidden: their role may not see it at all
 */
export async function revealCustomer(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<RevealedCustomer> {
  requireReveal(actor);
  const customer = await getCustomer(context, actor, customerId);
  const { id, name, aliases, email, phone, identities, fields } = customer;
  await writeAudit(context.db.sql, actor, "customer.revealed", {
    type: "customer",
    id,
  });
  return { name, aliases, email, phone, identities, fields };
}
