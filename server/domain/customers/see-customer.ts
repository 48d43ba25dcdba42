import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  hasRole,
  requireAction,
  type Actor,
} from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { visibleTo, workableBy } from "#server/domain/access/visible.ts";
import { likePattern } from "#server/domain/like-pattern.ts";

/**
 * Checks that the actor may see a customer.
 * @throws AppError not_found: missing and forbidden look alike
 */
export async function seeCustomer(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  customerId: string,
): Promise<void> {
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select c.id from customer c where c.id = ${customerId}::uuid and ${maySee(actor)}`);
  if (rows.length === 0) throw new AppError("not_found", { customerId });
}

/**
 * Checks that the actor may change a customer's data.
 * @throws AppError forbidden (reviewers), participant_only, not_found: missing
 * and forbidden look alike
 */
export async function changeCustomer(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  customerId: string,
): Promise<void> {
  requireAction(actor, "customers.edit");
  const may = maySee(actor, workableBy(actor));
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select c.id from customer c where c.id = ${customerId}::uuid and ${may}`);
  if (rows.length > 0) return;
  await seeCustomer(reader, actor, customerId);
  throw new AppError("participant_only", { customerId });
}

/** The ids of customers that the actor may see, newest first. */
export async function findCustomers(
  sql: Sql,
  actor: Actor,
  {
    q,
    before,
    limit,
  }: { q?: string | undefined; before: string | null; limit: number },
): Promise<string[]> {
  const conditions = [maySee(actor), notOfTests];
  if (before) conditions.push(Prisma.sql`c.id < ${before}::uuid`);
  if (q?.trim()) conditions.push(matches(q.trim()));
  const found = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select c.id from customer c where ${Prisma.join(conditions, " and ")}
    order by c.id desc limit ${limit}`);
  return found.map(({ id }) => id);
}

/** Locks a customer's row and returns its fields: only one caller merges into them at a time. */
export async function lockFields(
  tx: Sql,
  customerId: string,
): Promise<Record<string, unknown>> {
  const [row] = await tx.$queryRaw<{ fields: Record<string, unknown> }[]>(
    Prisma.sql`select fields from customer where id = ${customerId}::uuid for update`,
  );
  return row?.fields ?? {};
}

function maySee(actor: Actor, may = visibleTo(actor)): Prisma.Sql {
  if (hasRole(actor, "admin")) return Prisma.sql`true`;
  return Prisma.sql`exists (
    select 1 from thread t where t."customerId" = c.id and ${may})`;
}

// A test message's customer is nobody.
const notOfTests = Prisma.sql`not exists (
  select from thread t where t."customerId" = c.id and t.test)`;

// Each branch uses its own index: one condition with OR would read every customer.
function matches(q: string): Prisma.Sql {
  const pattern = likePattern(q);
  return Prisma.sql`c.id in (
    select id from customer where "nameFolded" like ${pattern}
    union select "customerId" from identity where "externalId" = ${q}
    union select id from customer where fields <> '{}'::jsonb and parley_fold(fields::text) like ${pattern})`;
}
