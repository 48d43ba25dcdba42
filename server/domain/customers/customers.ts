import type { PageQuery, UpdateCustomer } from "#contract/requests.ts";
import type { Customer } from "#contract/shapes.ts";
import { Prisma } from "#server/db/client.ts";
import { inTransaction, type Tx } from "#server/db/transaction.ts";
import {
  hasRole,
  requireRole,
  type Actor,
} from "#server/domain/access/actor.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { visibleTo, workableBy } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import {
  customerSelect,
  customerShape,
} from "#server/domain/customers/customer-shape.ts";
import { touchThreadsOf } from "#server/domain/customers/touch-threads.ts";
import { likePattern } from "#server/domain/like-pattern.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";

export type CustomerQuery = PageQuery & { q?: string | undefined };

const MAX_FIELDS = 50;
const MAX_FIELDS_CHARACTERS = 20_000;

/**
 * Customers with a thread the actor may see (admins: all), newest first; `q`
 * is looked for in name, external id and fields.
 */
export async function listCustomers(
  context: Context,
  actor: Actor,
  { q, limit, cursor }: CustomerQuery,
): Promise<Page<Customer>> {
  const before = readIdCursor(cursor);
  const conditions = [maySee(actor)];
  if (before) conditions.push(Prisma.sql`c.id < ${before}::uuid`);
  if (q?.trim()) conditions.push(matches(q.trim()));
  const { prisma } = context.db;
  const found = await prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    select c.id from customer c where ${Prisma.join(conditions, " and ")}
    order by c.id desc limit ${limit + 1}`);
  const rows = await prisma.customer.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    orderBy: { id: "desc" },
    select: customerSelect,
  });
  return toPage(rows, limit, customerShape);
}

/** @throws AppError not_found: missing and forbidden look alike. */
export async function getCustomer(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<Customer> {
  const { prisma } = context.db;
  await seeCustomer(prisma, actor, customerId);
  return readCustomer(prisma, customerId);
}

/**
 * `fields` is merged: what is not named stays, null removes.
 * @throws AppError not_found, invalid_input (too many fields)
 */
export async function updateCustomer(
  context: Context,
  actor: Actor,
  customerId: string,
  patch: UpdateCustomer,
): Promise<Customer> {
  const customer = await inTransaction(context.db, async (tx) => {
    await changeCustomer(tx, actor, customerId);
    const [row] = await tx.$queryRaw<{ fields: Record<string, unknown> }[]>(
      Prisma.sql`select fields from customer where id = ${customerId}::uuid for update`,
    );
    const fields = mergeFields(row?.fields ?? {}, patch.fields ?? {});
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

/** @throws AppError invalid_input: no agent who can own conversations. */
async function knownAgent(
  tx: Tx,
  agentId: string | null,
): Promise<string | null> {
  if (agentId === null) return null;
  const found = await tx.agent.count({
    where: { id: agentId, disabledAt: null, role: { not: "reviewer" } },
  });
  if (found > 0) return agentId;
  throw invalidInput("accountOwnerId", "There is no such agent.");
}

/**
 * The door to a customer.
 * @throws AppError not_found: missing and forbidden look alike.
 */
export async function seeCustomer(
  reader: Pick<Tx, "$queryRaw">,
  actor: Actor,
  customerId: string,
): Promise<void> {
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select c.id from customer c where c.id = ${customerId}::uuid and ${maySee(actor)}`);
  if (rows.length === 0) throw new AppError("not_found", { customerId });
}

/**
 * The door to a customer for changing what is known of them.
 * @throws AppError forbidden (reviewers only look), participant_only, not_found: missing and forbidden look alike.
 */
export async function changeCustomer(
  reader: Pick<Tx, "$queryRaw">,
  actor: Actor,
  customerId: string,
): Promise<void> {
  requireRole(actor, "agent");
  const may = maySee(actor, workableBy(actor));
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select c.id from customer c where c.id = ${customerId}::uuid and ${may}`);
  if (rows.length > 0) return;
  await seeCustomer(reader, actor, customerId);
  throw new AppError("participant_only", { customerId });
}

export async function readCustomer(
  reader: Pick<Tx, "customer">,
  id: string,
): Promise<Customer> {
  const row = await reader.customer.findUniqueOrThrow({
    where: { id },
    select: customerSelect,
  });
  return customerShape(row);
}

function maySee(actor: Actor, may = visibleTo(actor)): Prisma.Sql {
  if (hasRole(actor, "admin")) return Prisma.sql`true`;
  return Prisma.sql`exists (
    select 1 from thread t where t."customerId" = c.id and ${may})`;
}

// Each branch by its own index: one condition with OR would read every customer.
function matches(q: string): Prisma.Sql {
  const pattern = likePattern(q);
  return Prisma.sql`c.id in (
    select id from customer where "nameFolded" like ${pattern}
    union select "customerId" from identity where "externalId" = ${q}
    union select id from customer where fields <> '{}'::jsonb and parley_fold(fields::text) like ${pattern})`;
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
