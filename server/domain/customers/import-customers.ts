import {
  MAX_CUSTOMER_ROWS,
  type ExistingWay,
  type ImportCustomers,
  type ImportedCustomers,
} from "#contract/customers/customer-import.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { requireShownTargets } from "#server/domain/access/hide-fields.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { readCsvRows } from "#server/domain/read-csv.ts";
import { newId } from "#server/runtime/crypto.ts";
import { updateCustomer } from "./customers.ts";
import { findErased } from "./erased-people.ts";
import {
  errorAt,
  readCustomerRow,
  readKnownForCustomers,
  type WantedCustomer,
} from "./read-customer-row.ts";

/** A customer who has one of the keys, with what is not empty. */
type Held = {
  id: string;
  emailKey: string | null;
  phoneKey: string | null;
  name: string | null;
  locale: string | null;
  stageId: string | null;
  fields: Record<string, unknown>;
};

/**
 * Makes a customer of each row of a file, or changes the one who has its email address or phone number already. Each
 * row is apart and safe to repeat; no message is sent, and no erased person comes back. For admins: only they see customers
 * without a conversation. Recorded.
 * @throws AppError forbidden, invalid_input: no CSV, too many rows, or a mapping that names no column
 */
export async function importCustomers(
  context: Context,
  actor: Actor,
  { csv, mapping, existing, dryRun }: ImportCustomers,
): Promise<ImportedCustomers> {
  requireAction(actor, "customers.import");
  requireShownTargets(actor, mapping);
  const { sql } = context.db;
  const [columns = [], ...lines] = readCsvRows(csv);
  for (const column of Object.keys(mapping))
    if (!columns.includes(column))
      throw invalidInput(`mapping.${column}`, "The file has no such column.");
  if (lines.length > MAX_CUSTOMER_ROWS)
    throw invalidInput("csv", `At most ${MAX_CUSTOMER_ROWS} rows at once.`);
  const known = await readKnownForCustomers(sql);
  const answer: ImportedCustomers = {
    rows: lines.length,
    created: 0,
    updated: 0,
    skipped: 0,
    errors: [],
  };
  // A dry run has made no customer of the rows before.
  const seen = new Set<string>();
  // Row 1 has the names of the columns.
  const rows = lines.map((values, at) =>
    readCustomerRow({ row: at + 2, columns, values, mapping, known }),
  );
  const isErased = await findErased(
    sql,
    context.vault,
    rows.flatMap((read) => ("errors" in read ? [] : read.keys)),
  );
  for (const read of rows) {
    if ("errors" in read) {
      answer.errors.push(...read.errors);
      continue;
    }
    const keys = Object.values(read.keys);
    const held = await findHeld(sql, keys);
    if (held.length > 1) {
      answer.errors.push(errorAt(read.row, null, "two_customers"));
      continue;
    }
    if (held.length === 0 && isErased(read.keys)) {
      answer.errors.push(errorAt(read.row, null, "erased"));
      continue;
    }
    const outcome = await importRow(context, actor, {
      wanted: read.wanted,
      held: held[0],
      isSeen: keys.some((key) => seen.has(key)),
      existing,
      dryRun,
    });
    for (const key of keys) seen.add(key);
    answer[outcome] += 1;
  }
  if (!dryRun && answer.created + answer.updated > 0) {
    const { rows, created, updated } = answer;
    const target = { type: "customer", id: "all" };
    const detail = { rows, created, updated };
    await writeAudit(sql, actor, "customer.imported", target, detail);
  }
  return answer;
}

async function importRow(
  context: Context,
  actor: Actor,
  {
    wanted,
    held,
    isSeen,
    existing,
    dryRun,
  }: {
    wanted: WantedCustomer;
    held: Held | undefined;
    isSeen: boolean;
    existing: ExistingWay;
    dryRun: boolean;
  },
): Promise<"created" | "updated" | "skipped"> {
  if (held === undefined && !(dryRun && isSeen)) {
    if (!dryRun) await create(context, actor, wanted);
    return "created";
  }
  if (existing === "skip") return "skipped";
  if (held === undefined) return "updated";
  const patch = existing === "fill" ? missingIn(held, wanted) : wanted;
  const { fields, ...rest } = patch;
  if (Object.keys(rest).length + Object.keys(fields).length === 0)
    return "skipped";
  if (!dryRun) await updateCustomer(context, actor, held.id, patch);
  return "updated";
}

/** Only the values that the customer has none of. Pure. */
export function missingIn(
  held: Pick<Held, "name" | "locale" | "stageId" | "fields">,
  { fields, ...wanted }: WantedCustomer,
): WantedCustomer {
  const has: Record<string, unknown> = {
    name: held.name,
    locale: held.locale,
    stageId: held.stageId,
    email: held.fields["email"],
    phone: held.fields["phone"],
  };
  const isMissing = ([name]: [string, unknown]) => (has[name] ?? null) === null;
  return {
    ...Object.fromEntries(Object.entries(wanted).filter(isMissing)),
    fields: Object.fromEntries(
      Object.entries(fields).filter(
        ([key]) => (held.fields[key] ?? null) === null,
      ),
    ),
  };
}

async function create(
  context: Context,
  actor: Actor,
  wanted: WantedCustomer,
): Promise<void> {
  const id = newId();
  await context.db.sql.$executeRaw(Prisma.sql`
    insert into customer (id, "createdAt") values (${id}::uuid, ${context.clock.now()}::timestamptz)`);
  const name = wanted.name ?? wanted.email ?? wanted.phone;
  await updateCustomer(context, actor, id, {
    ...wanted,
    ...(name ? { name } : {}),
  });
}

/** The customers who have one of the keys. */
function findHeld(sql: Sql, keys: string[]): Promise<Held[]> {
  return sql.$queryRaw<Held[]>(Prisma.sql`
    select c.id, c."emailKey", c."phoneKey", c.name, c.locale, c."stageId", c.fields from customer c
    where (c."emailKey" = any(${keys}::text[]) or c."phoneKey" = any(${keys}::text[]))
      and c."mergedIntoId" is null and c."erasedAt" is null limit 2`);
}
