import {
  fitsField,
  type CreateCustomerField,
  type CustomerField,
  type UpdateCustomerField,
} from "#contract/customers/customer-field.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction, isUniqueViolation } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import {
  AppError,
  invalidField,
  invalidInput,
} from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  isSameSet,
  requireDepartments,
} from "#server/domain/access/for-departments.ts";
import { forgetAgents } from "#server/domain/access/sign-in/sessions.ts";
import { newId } from "#server/runtime/crypto.ts";

const MAX_DEFINED = 50;
/** Their values have members of their own in PATCH /customers/{id}. */
const RESERVED: ReadonlySet<string> = new Set(["email", "phone"]);

const columns = Prisma.sql`id, key, name, type, options, position,
  array(select r."departmentId" from customer_field_reader r
    where r.key = customer_field.key and r."departmentId" is not null order by 1) as "departmentIds"`;

/** Lists the fields that the company has defined and the actor sees, in their order. */
export async function listCustomerFields(
  context: Context,
  { hiddenFields = [] }: Actor,
): Promise<CustomerField[]> {
  const fields = await readCustomerFields(context.db.sql);
  return fields.filter(({ key }) => !hiddenFields.includes(key));
}

export function readCustomerFields(
  reader: Pick<Sql, "$queryRaw">,
): Promise<CustomerField[]> {
  return reader.$queryRaw<CustomerField[]>(
    Prisma.sql`select ${columns} from customer_field order by position, name, id`,
  );
}

/** The keys of the fields that are for some departments only. */
export async function restrictedFields(
  reader: Pick<Sql, "$queryRaw">,
): Promise<string[]> {
  const rows = await reader.$queryRaw<{ key: string }[]>(
    Prisma.sql`select distinct key from customer_field_reader`,
  );
  return rows.map(({ key }) => key);
}

/**
 * Defines a field. Its key is its first name. `departmentIds` also hides values of this key that customers have
 * already, and those that a deleted field of this key has left are shown to the departments given now.
 * @throws AppError forbidden, already_exists (also a key that the actor does not see), invalid_input
 */
export function createCustomerField(
  context: Context,
  actor: Actor,
  { name, type, options, position, departmentIds }: CreateCustomerField,
): Promise<CustomerField> {
  requireAction(actor, "customers.fields");
  if (RESERVED.has(name.toLowerCase()) || actor.hiddenFields?.includes(name))
    throw new AppError("already_exists", {
      path: "name",
      current: { taken: "name" },
    });
  requireOptions(type, options);
  return changing(context, () =>
    inSqlTransaction(context.db, async (tx) => {
      if ((await readCustomerFields(tx)).length >= MAX_DEFINED)
        throw invalidInput("name", `At most ${MAX_DEFINED} fields.`);
      await setReaders(tx, actor, name, { isNew: true, departmentIds });
      const [row] = await tx.$queryRaw<[CustomerField]>(Prisma.sql`
        insert into customer_field (id, key, name, type, options, position)
        values (${newId()}::uuid, ${name}, ${name}, ${type}, ${options}::text[], ${position}::int)
        returning ${columns}`);
      await told(tx, actor, "customer_field.created", row, {
        ...(departmentIds.length > 0 ? { departmentIds } : {}),
      });
      return row;
    }),
  );
}

/**
 * Values that are no longer an option stay until they are changed. Who supervises some departments lets no other
 * department see a field, and takes it from none.
 * @throws AppError forbidden, not_found (also a field that the actor does not see), already_exists, invalid_input
 */
export function updateCustomerField(
  context: Context,
  actor: Actor,
  id: string,
  patch: UpdateCustomerField,
): Promise<CustomerField> {
  requireAction(actor, "customers.fields");
  return changing(context, () =>
    inSqlTransaction(context.db, async (tx) => {
      const old = await lockField(tx, actor, id);
      const next = {
        ...old,
        name: patch.name ?? old.name,
        options: patch.options ?? old.options,
        position: patch.position ?? old.position,
      };
      requireOptions(next.type, next.options);
      const { departmentIds } = patch;
      const hasMoved =
        departmentIds !== undefined &&
        !isSameSet(departmentIds, old.departmentIds);
      if (hasMoved)
        await setReaders(tx, actor, old.key, { isNew: false, departmentIds });
      const [row] = await tx.$queryRaw<[CustomerField]>(Prisma.sql`
        update customer_field set name = ${next.name}, options = ${next.options}::text[], position = ${next.position}::int
        where id = ${id}::uuid returning ${columns}`);
      await told(tx, actor, "customer_field.updated", row, {
        ...(hasMoved ? { departmentIds } : {}),
      });
      return row;
    }),
  );
}

/**
 * The values stay with the customers, as fields without a type, and are seen by those who saw the field.
 * @throws AppError forbidden, not_found
 */
export async function deleteCustomerField(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  requireAction(actor, "customers.fields");
  await inSqlTransaction(context.db, async (tx) => {
    const row = await lockField(tx, actor, id);
    await tx.$executeRaw(
      Prisma.sql`delete from customer_field where id = ${id}::uuid`,
    );
    await told(tx, actor, "customer_field.deleted", row);
  });
}

/** Checks values against the defined fields. Names without a definition take any value. @throws AppError invalid_input */
export async function requireFittingValues(
  tx: Pick<Sql, "$queryRaw">,
  values: Record<string, unknown>,
): Promise<void> {
  if (Object.keys(values).length === 0) return;
  for (const field of await readCustomerFields(tx)) {
    const value = values[field.key];
    if (value === undefined || fitsField(field, value)) continue;
    throw invalidField(`fields.${field.key}`, `field_${field.type}`);
  }
}

async function lockField(
  tx: Sql,
  { hiddenFields = [] }: Actor,
  id: string,
): Promise<CustomerField> {
  const [row] = await tx.$queryRaw<CustomerField[]>(
    Prisma.sql`select ${columns} from customer_field where id = ${id}::uuid for update`,
  );
  if (!row || hiddenFields.includes(row.key))
    throw new AppError("not_found", { id });
  return row;
}

/**
 * Sets the departments that see a field.
 * @throws AppError forbidden: others than the actor's would get it or lose it; invalid_input: a department is gone
 */
async function setReaders(
  tx: Sql,
  actor: Actor,
  key: string,
  { isNew, departmentIds }: { isNew: boolean; departmentIds: string[] },
): Promise<void> {
  const before = await tx.$queryRaw<{ departmentId: string | null }[]>(
    Prisma.sql`delete from customer_field_reader where key = ${key} returning "departmentId"`,
  );
  const wanted = await requireDepartments(tx, actor, {
    before: before.map(({ departmentId }) => departmentId),
    wanted: departmentIds,
    isNew,
  });
  await tx.$executeRaw(Prisma.sql`
    insert into customer_field_reader (id, key, "departmentId")
    select x.id, ${key}, x."departmentId"
    from unnest(${wanted.map(() => newId())}::uuid[], ${wanted}::uuid[]) as x(id, "departmentId")`);
}

function requireOptions(type: string, options: string[]): void {
  if (type === "choice" && options.length === 0)
    throw invalidField("options", "options_needed");
  if (type !== "choice" && options.length > 0)
    throw invalidInput("options", "Only a choice has options.");
}

function told(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  { id, name }: CustomerField,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const target = { type: "customer_field", id };
  return writeAudit(tx, actor, action, target, { name, ...detail });
}

/** A change of a field, after which agents may see other fields. */
async function changing<T>(
  context: Context,
  write: () => Promise<T>,
): Promise<T> {
  try {
    const result = await write();
    forgetAgents(context);
    return result;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("already_exists", {
      path: "name",
      current: { taken: "name" },
    });
  }
}
