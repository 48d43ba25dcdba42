import type { PageQuery } from "#contract/base/page.ts";
import type { UpdateCustomer } from "#contract/customers/customer-requests.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import {
  customerSelect,
  customerShape,
} from "#server/domain/customers/customer-shape.ts";
import {
  changeCustomer,
  findCustomers,
  lockFields,
  seeCustomer,
} from "#server/domain/customers/see-customer.ts";
import { touchThreadsOf } from "#server/domain/customers/touch-threads.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";

export type CustomerQuery = PageQuery & { q?: string | undefined };

const MAX_FIELDS = 50;
const MAX_FIELDS_CHARACTERS = 20_000;

/**
 * Lists customers with a thread that the actor may see (admins: all), newest
 * first. `q` is searched in name, external id and fields.
 */
export async function listCustomers(
  context: Context,
  actor: Actor,
  { q, limit, cursor }: CustomerQuery,
): Promise<Page<Customer>> {
  const before = readIdCursor(cursor);
  const { prisma, sql } = context.db;
  const ids = await findCustomers(sql, actor, { q, before, limit: limit + 1 });
  const rows = await prisma.customer.findMany({
    where: { id: { in: ids } },
    orderBy: { id: "desc" },
    select: customerSelect,
  });
  return toPage(rows, limit, customerShape);
}

/** @throws AppError not_found: missing and forbidden look alike */
export async function getCustomer(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<Customer> {
  const { prisma, sql } = context.db;
  await seeCustomer(sql, actor, customerId);
  return readCustomer(prisma, customerId);
}

/**
 * `fields` is merged: fields that are not named stay, null removes.
 * @throws AppError not_found, invalid_input (too many fields)
 */
export async function updateCustomer(
  context: Context,
  actor: Actor,
  customerId: string,
  patch: UpdateCustomer,
): Promise<Customer> {
  const customer = await inPrismaTransaction(context.db, async (tx) => {
    await changeCustomer(tx, actor, customerId);
    const old = await lockFields(tx, customerId);
    const fields = mergeFields(old, patch.fields ?? {});
    await tx.customer.update({
      where: { id: customerId },
      data: {
        ...(patch.name === undefined
          ? {}
          : { name: patch.name, nameEdited: true }),
        ...(patch.accountOwnerId === undefined
          ? {}
          : { accountOwnerId: await knownAgent(tx, patch.accountOwnerId) }),
        fields: fields as Prisma.InputJsonObject,
        version: { increment: 1 },
      },
      select: { id: true },
    });
    await touchThreadsOf(tx, customerId);
    await writeAudit(
      tx,
      actor,
      "customer.updated",
      { type: "customer", id: customerId },
      {
        name: patch.name !== undefined,
        ...(patch.accountOwnerId === undefined
          ? {}
          : { accountOwnerId: patch.accountOwnerId }),
        fields: Object.keys(patch.fields ?? {}),
      },
    );
    return readCustomer(tx, customerId);
  });
  return customer;
}

/** @throws AppError invalid_input: no agent who can own conversations */
async function knownAgent(
  tx: PrismaTx,
  agentId: string | null,
): Promise<string | null> {
  if (agentId === null) return null;
  const found = await tx.agent.count({
    where: { id: agentId, disabledAt: null, role: { not: "reviewer" } },
  });
  if (found > 0) return agentId;
  throw invalidInput("accountOwnerId", "There is no such agent.");
}

export async function readCustomer(
  reader: Pick<PrismaTx, "customer">,
  id: string,
): Promise<Customer> {
  const row = await reader.customer.findUniqueOrThrow({
    where: { id },
    select: customerSelect,
  });
  return customerShape(row);
}

function mergeFields(
  old: Record<string, unknown>,
  patch: Record<string, unknown>,
): Record<string, unknown> {
  const kept = Object.entries({ ...old, ...patch }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const merged = Object.fromEntries(kept);
  if (
    kept.length > MAX_FIELDS ||
    JSON.stringify(merged).length > MAX_FIELDS_CHARACTERS
  ) {
    throw invalidInput("fields", "Too much for one customer.");
  }
  return merged;
}
