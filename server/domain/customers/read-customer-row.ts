import type {
  CustomerRowError,
  ImportedCustomers,
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
import { readCompany } from "#server/domain/settings/company.ts";
import { emailKey, phoneKey } from "./contact-keys.ts";
import { readCustomerFields } from "./customer-fields.ts";

type CustomerRowFault = ImportedCustomers["errors"][number];

/** Column → its target, or null. */
type Mapping = Record<string, string | null>;

/** The values of a row that a file gives to a customer. The phone number is in E.164. */
export type WantedCustomer = Pick<
  UpdateCustomer,
  "name" | "email" | "phone" | "locale" | "stageId"
> & { fields: Record<string, unknown> };

/** The values, normalised, that say that two rows, or a row and a customer, are one person. */
export type CustomerRowKeys = {
  email?: string;
  phone?: string;
  externalId?: string;
};

export type ReadCustomerRow = {
  row: number;
  wanted: WantedCustomer;
  keys: CustomerRowKeys;
};

export type KnownForCustomers = {
  country: string;
  fields: ReadonlyMap<string, CustomerField>;
  stages: ReadonlyMap<string, string>;
};

/** The field of a customer that keeps their id in another program. */
export const EXTERNAL_ID = "externalId";
const MAX_EXTERNAL_ID = 200;

/** Reads what the values of rows are compared with. */
export async function readKnownForCustomers(
  sql: Sql,
): Promise<KnownForCustomers> {
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

/** Reads a row by the mapping of its columns. Pure. */
export function readCustomerRow({
  row,
  columns,
  values,
  mapping,
  known,
  key,
}: {
  row: number;
  columns: readonly string[];
  values: readonly string[];
  mapping: Mapping;
  known: KnownForCustomers;
  /** Each row needs this one; left out: the email address or the phone number. */
  key?: keyof CustomerRowKeys;
}): ReadCustomerRow | { errors: CustomerRowFault[] } {
  const errors: CustomerRowFault[] = [];
  const wanted: WantedCustomer = { fields: {} };
  const keys: CustomerRowKeys = {};
  for (const [at, column] of columns.entries()) {
    const to = mapping[column] ?? null;
    const text = toLine(values[at] ?? "");
    if (to === null || text === "") continue;
    const fail = (code: CustomerRowError) =>
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
        keys.email = key;
      }
    } else if (to === "phone") {
      const key = phoneKey(text, known.country);
      if (key === null) fail("phone");
      else {
        wanted.phone = key;
        keys.phone = key;
      }
    } else if (to === "externalId") {
      if (text.length > MAX_EXTERNAL_ID) fail("external_id");
      else {
        wanted.fields[EXTERNAL_ID] = text;
        keys.externalId = text;
      }
    } else if (to === "name" || to === "locale") wanted[to] = text;
  }
  const hasKey = key ? key in keys : "email" in keys || "phone" in keys;
  if (!hasKey && errors.length === 0) errors.push(errorAt(row, null, "no_key"));
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
  mapping: Mapping,
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

export const CUSTOMER_ROW_MESSAGES: Record<CustomerRowError, string> = {
  email: "This is no email address.",
  phone: "This is no phone number.",
  locale: "Use a language tag such as zh-TW.",
  stage: "There is no such stage.",
  external_id: "The id is too long.",
  value: "The value doesn’t fit the field.",
  too_long: "The value is too long.",
  no_key: "The row has no email address and no phone number.",
  two_customers:
    "The email address and the phone number belong to two customers.",
  erased: "This person’s data was erased at their request.",
};

export function errorAt(
  row: number,
  column: string | null,
  code: CustomerRowError,
): CustomerRowFault {
  return { row, column, code, message: CUSTOMER_ROW_MESSAGES[code] };
}
