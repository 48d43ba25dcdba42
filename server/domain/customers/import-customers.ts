import {
  MAX_CUSTOMER_ROWS,
  type ExistingWay,
  type ImportCustomers,
  type ImportedCustomers,
} from "#contract/customers/customer-import.ts";
import {
  updateCustomerSchema,
  type UpdateCustomer,
} from "#contract/customers/customer-requests.ts";
import {
  fitsField,
  type CustomerField,
} from "#contract/customers/customer-field.ts";
import { foldText } from "#contract/text/fold.ts";
import { toLine } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { readCsvRows } from "#server/domain/read-csv.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { newId } from "#server/runtime/crypto.ts";
import { emailKey, phoneKey } from "./contact-keys.ts";
import { readCustomerFields } from "./customer-fields.ts";
import { updateCustomer } from "./customers.ts";

type ImportError = ImportedCustomers["errors"][number];

/** The values of a row that a file gives to a customer. */
type Wanted = Pick<
  UpdateCustomer,
  "name" | "email" | "phone" | "locale" | "stageId"
> & { fields: Record<string, unknown> };

type ReadRow = {
  row: number;
  wanted: Wanted;
  /** What says that two rows, or a row and a customer, are one person. */
  keys: string[];
};

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

type Known = {
  country: string;
  fields: ReadonlyMap<string, CustomerField>;
  stages: ReadonlyMap<string, string>;
};

/**
 * Makes a customer of each row of a file, or changes the one who has its email address or phone number already. Each
 * row is apart and safe to repeat; no message is sent. For admins: only they see customers without a conversation. Recorded.
 * @throws AppError forbidden, invalid_input: no CSV, too many rows, or a mapping that names no column
 */
export async function importCustomers(
  context: Context,
  actor: Actor,
  { csv, mapping, existing, dryRun }: ImportCustomers,
): Promise<ImportedCustomers> {
  requireAction(actor, "customers.import");
  const { sql } = context.db;
  const [columns = [], ...lines] = readCsvRows(csv);
  for (const column of Object.keys(mapping))
    if (!columns.includes(column))
      throw invalidInput(`mapping.${column}`, "The file has no such column.");
  if (lines.length > MAX_CUSTOMER_ROWS)
    throw invalidInput("csv", `At most ${MAX_CUSTOMER_ROWS} rows at once.`);
  const known = await readKnown(sql);
  const answer: ImportedCustomers = {
    rows: lines.length,
    created: 0,
    updated: 0,
    skipped: 0,
    errors: [],
  };
  // A dry run has made no customer of the rows before.
  const seen = new Set<string>();
  for (const [at, values] of lines.entries()) {
    // Row 1 has the names of the columns.
    const row = at + 2;
    const read = readRow({ row, columns, values, mapping, known });
    if ("errors" in read) {
      answer.errors.push(...read.errors);
      continue;
    }
    const held = await findHeld(sql, read.keys);
    if (held.length > 1) {
      answer.errors.push(errorAt(row, null, "two_customers"));
      continue;
    }
    const outcome = await importRow(context, actor, {
      wanted: read.wanted,
      held: held[0],
      isSeen: read.keys.some((key) => seen.has(key)),
      existing,
      dryRun,
    });
    for (const key of read.keys) seen.add(key);
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
    wanted: Wanted;
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
function missingIn(held: Held, { fields, ...wanted }: Wanted): Wanted {
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
  wanted: Wanted,
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

async function readKnown(sql: Sql): Promise<Known> {
  const [{ country }, fields, stages] = await Promise.all([
    readCompany(sql),
    readCustomerFields(sql),
    sql.$queryRaw<{ id: string; name: string }[]>(
      Prisma.sql`select id, name from customer_stage where "archivedAt" is null`,
    ),
  ]);
  return {
    country,
    fields: new Map(fields.map((field) => [field.key, field])),
    stages: new Map(stages.map(({ id, name }) => [foldText(name), id])),
  };
}

const FIELD = /^field:(.+)$/;
const MAX_VALUE = 1_000;

/** Pure. */
function readRow({
  row,
  columns,
  values,
  mapping,
  known,
}: {
  row: number;
  columns: readonly string[];
  values: readonly string[];
  mapping: ImportCustomers["mapping"];
  known: Known;
}): ReadRow | { errors: ImportError[] } {
  const errors: ImportError[] = [];
  const wanted: Wanted = { fields: {} };
  const keys: string[] = [];
  for (const [at, column] of columns.entries()) {
    const to = mapping[column] ?? null;
    const text = toLine(values[at] ?? "");
    if (to === null || text === "") continue;
    const fail = (code: ImportError["code"]) =>
      errors.push(errorAt(row, column, code));
    if (text.length > MAX_VALUE) {
      fail("too_long");
      continue;
    }
    const [, field] = FIELD.exec(to) ?? [];
    if (field !== undefined) {
      const value = valueOf(text, known.fields.get(field));
      if (value === undefined) fail("value");
      else wanted.fields[field] = value;
    } else if (to === "stage") {
      const stageId = known.stages.get(foldText(text));
      if (stageId === undefined) fail("stage");
      else wanted.stageId = stageId;
    } else if (to === "email") {
      const key = emailKey(text);
      if (key === null) fail("email");
      else {
        wanted.email = text;
        keys.push(key);
      }
    } else if (to === "phone") {
      const key = phoneKey(text, known.country);
      if (key === null) fail("phone");
      else {
        wanted.phone = text;
        keys.push(key);
      }
    } else if (to === "name" || to === "locale") wanted[to] = text;
  }
  if (keys.length === 0 && errors.length === 0)
    errors.push(errorAt(row, null, "no_key"));
  const parsed = updateCustomerSchema.safeParse(wanted);
  for (const { path } of parsed.error?.issues ?? [])
    errors.push(
      errorAt(
        row,
        columnOf(path, mapping),
        path[0] === "locale" ? "locale" : "too_long",
      ),
    );
  return errors.length > 0 ? { errors } : { row, wanted, keys };
}

function columnOf(
  [member, key]: readonly PropertyKey[],
  mapping: ImportCustomers["mapping"],
): string | null {
  const target = member === "fields" ? `field:${String(key)}` : member;
  return Object.entries(mapping).find(([, to]) => to === target)?.[0] ?? null;
}

const YES = new Set(["yes", "true", "1", "y", "是"]);
const NO = new Set(["no", "false", "0", "n", "否"]);

/** The value of a field as its type has it; undefined: the text is none. Pure. */
function valueOf(text: string, field: CustomerField | undefined): unknown {
  if (field === undefined) return text;
  const typed = ((): unknown => {
    switch (field.type) {
      case "number":
        return Number(text);
      case "boolean": {
        const word = foldText(text);
        return YES.has(word) ? true : NO.has(word) ? false : undefined;
      }
      case "choice":
        return field.options.find(
          (option) => foldText(option) === foldText(text),
        );
      case "text":
      case "date":
        return text;
    }
  })();
  return typed !== undefined && fitsField(field, typed) ? typed : undefined;
}

const MESSAGES: Record<ImportError["code"], string> = {
  email: "This is no email address.",
  phone: "This is no phone number.",
  locale: "Use a language tag such as zh-TW.",
  stage: "There is no such stage.",
  value: "The value doesn’t fit the field.",
  too_long: "The value is too long.",
  no_key: "The row has no email address and no phone number.",
  two_customers:
    "The email address and the phone number belong to two customers.",
};

function errorAt(
  row: number,
  column: string | null,
  code: ImportError["code"],
): ImportError {
  return { row, column, code, message: MESSAGES[code] };
}
