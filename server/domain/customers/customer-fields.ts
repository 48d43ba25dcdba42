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
import { newId } from "#server/runtime/crypto.ts";

const MAX_DEFINED = 50;
/** Their values have members of their own in PATCH /customers/{id}. */
const RESERVED: ReadonlySet<string> = new Set(["email", "phone"]);

const columns = Prisma.sql`id, key, name, type, options, position`;

/** Lists the fields that the company has defined, in their order. */
export function listCustomerFields(
  context: Context,
  _actor: Actor,
): Promise<CustomerField[]> {
  return readCustomerFields(context.db.sql);
}

export function readCustomerFields(
  reader: Pick<Sql, "$queryRaw">,
): Promise<CustomerField[]> {
  return reader.$queryRaw<CustomerField[]>(
    Prisma.sql`select ${columns} from customer_field order by position, name, id`,
  );
}

/** Defines a field. Its key is its first name. @throws AppError forbidden, already_exists, invalid_input */
export function createCustomerField(
  context: Context,
  actor: Actor,
  { name, type, options, position }: CreateCustomerField,
): Promise<CustomerField> {
  requireAction(actor, "customers.fields");
  if (RESERVED.has(name.toLowerCase()))
    throw new AppError("already_exists", {
      path: "name",
      current: { taken: "name" },
    });
  requireOptions(type, options);
  return refuseTakenName(() =>
    inSqlTransaction(context.db, async (tx) => {
      if ((await readCustomerFields(tx)).length >= MAX_DEFINED)
        throw invalidInput("name", `At most ${MAX_DEFINED} fields.`);
      const [row] = await tx.$queryRaw<[CustomerField]>(Prisma.sql`
        insert into customer_field (id, key, name, type, options, position)
        values (${newId()}::uuid, ${name}, ${name}, ${type}, ${options}::text[], ${position}::int)
        returning ${columns}`);
      await told(tx, actor, "customer_field.created", row);
      return row;
    }),
  );
}

/** Values that are no longer an option stay until they are changed. @throws AppError forbidden, not_found, already_exists, invalid_input */
export function updateCustomerField(
  context: Context,
  actor: Actor,
  id: string,
  patch: UpdateCustomerField,
): Promise<CustomerField> {
  requireAction(actor, "customers.fields");
  return refuseTakenName(() =>
    inSqlTransaction(context.db, async (tx) => {
      const old = await lockField(tx, id);
      const next = {
        ...old,
        name: patch.name ?? old.name,
        options: patch.options ?? old.options,
        position: patch.position ?? old.position,
      };
      requireOptions(next.type, next.options);
      const [row] = await tx.$queryRaw<[CustomerField]>(Prisma.sql`
        update customer_field set name = ${next.name}, options = ${next.options}::text[], position = ${next.position}::int
        where id = ${id}::uuid returning ${columns}`);
      await told(tx, actor, "customer_field.updated", row);
      return row;
    }),
  );
}

/** The values stay with the customers, as fields without a type. @throws AppError forbidden, not_found */
export async function deleteCustomerField(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  requireAction(actor, "customers.fields");
  await inSqlTransaction(context.db, async (tx) => {
    const row = await lockField(tx, id);
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

async function lockField(tx: Sql, id: string): Promise<CustomerField> {
  const [row] = await tx.$queryRaw<CustomerField[]>(
    Prisma.sql`select ${columns} from customer_field where id = ${id}::uuid for update`,
  );
  if (!row) throw new AppError("not_found", { id });
  return row;
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
): Promise<void> {
  const target = { type: "customer_field", id };
  return writeAudit(tx, actor, action, target, { name });
}

async function refuseTakenName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("already_exists", {
      path: "name",
      current: { taken: "name" },
    });
  }
}
