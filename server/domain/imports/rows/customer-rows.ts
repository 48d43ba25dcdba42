import { isDeepStrictEqual } from "node:util";
import { CUSTOMER_TARGETS } from "#contract/customers/customer-import.ts";
import type { ImportSettings } from "#contract/imports/import.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import type { Sql } from "#server/db/sql.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import { fitsCustomer } from "#server/domain/customers/customers.ts";
import { missingIn } from "#server/domain/customers/import-customers.ts";
import {
  readCustomerRow,
  readKnownForCustomers,
  type KnownForCustomers,
  type WantedCustomer,
} from "#server/domain/customers/read-customer-row.ts";
import { newId } from "#server/runtime/crypto.ts";
import { findErased } from "#server/domain/customers/erased-people.ts";
import { findByKey, type HeldCustomer } from "./held-customer.ts";
import { recordBasis } from "./record-basis.ts";
import type { ImportJob, RowKind, RowResult, StagedRow } from "./row-kind.ts";
import { undoCustomers, type CustomerChange } from "./undo-customers.ts";
import { writeCustomers, type WrittenCustomer } from "./write-customers.ts";

/** Two imports that add the same person at once would each find no one. */
const LOCK = "customers of imports";

/** Rows as customers. */
export const customerRows: RowKind = {
  requireSettings,
  async check(tx, job, rows) {
    const known = await readKnownForCustomers(tx);
    const { results } = await plan(tx, { job, rows, known, lock: false });
    return results;
  },
  async run(tx, job, rows) {
    await lockUntilCommit(tx, LOCK);
    const known = await readKnownForCustomers(tx);
    const { results, written } = await plan(tx, {
      job,
      rows,
      known,
      lock: true,
    });
    await writeCustomers(tx, job, { written, country: known.country });
    const consents = await recordBasis(
      tx,
      job,
      written.map(({ customer, isNew }) => ({ id: customer.id, isNew })),
    );
    for (const result of results) {
      const ids = consents.get(result.targetId ?? "");
      if (!ids || !result.after) continue;
      result.after = { ...result.after, consentIds: ids };
      // A later row of the same customer has recorded none.
      consents.delete(result.targetId ?? "");
    }
    return results;
  },
  undo: undoCustomers,
};

const OWN_FIELD = /^field:\S.*$/;

function requireSettings(
  columns: readonly string[],
  { mapping, key }: ImportSettings,
): void {
  for (const [column, to] of Object.entries(mapping)) {
    if (!columns.includes(column))
      throw invalidInput(`mapping.${column}`, "The file has no such column.");
    const isTarget =
      to === null ||
      to === "externalId" ||
      CUSTOMER_TARGETS.some((target) => target === to) ||
      OWN_FIELD.test(to);
    if (!isTarget)
      throw invalidInput(
        `mapping.${column}`,
        "Choose name, email, phone, externalId, locale or stage, or write field: and a key.",
      );
  }
  if (!Object.values(mapping).includes(key))
    throw invalidInput("key", "No column is mapped to the key.");
}

/** The effect of each row, row after row: a later one finds what an earlier one has added. */
async function plan(
  tx: Sql,
  {
    job,
    rows,
    known,
    lock,
  }: {
    job: ImportJob;
    rows: StagedRow[];
    known: KnownForCustomers;
    lock: boolean;
  },
): Promise<{ results: RowResult[]; written: WrittenCustomer[] }> {
  const { columns, settings } = job;
  const { mapping, key, existing } = settings;
  const read = rows.map(({ row, cells }) =>
    readCustomerRow({ row, columns, values: cells, mapping, known, key }),
  );
  const values = read.flatMap((one) =>
    "errors" in one ? [] : (one.keys[key] ?? []),
  );
  const holders = await findByKey(tx, key, {
    values: [...new Set(values)],
    lock,
  });
  const isErased = await findErased(
    tx,
    job.vault,
    read.flatMap((one) => ("errors" in one ? [] : one.keys)),
  );
  const written = new Map<string, WrittenCustomer>();
  const results = read.map((one, at): RowResult => {
    const row = rows[at]?.row ?? 0;
    if ("errors" in one)
      return {
        row,
        outcome: "failed",
        errors: one.errors.map(({ column, code }) => ({ column, code })),
      };
    const value = one.keys[key] ?? "";
    const result = { row, key: value };
    const held = holders.get(value) ?? [];
    if (held.length > 1)
      return { ...result, ...failed("two_customers"), outcome: "failed" };
    const customer = held[0] ?? emptyCustomer();
    const isNew = held.length === 0;
    if (isNew && isErased(one.keys))
      return { ...result, ...failed("erased"), outcome: "failed" };
    if (!isNew && existing === "skip") return { ...result, outcome: "skipped" };
    const wanted = isNew ? named(one.wanted) : one.wanted;
    const change = changeOf(
      customer,
      existing === "fill" ? missingIn(customer, wanted) : wanted,
    );
    if (change === null)
      return { ...result, outcome: "skipped", targetId: customer.id };
    if (!fitsCustomer({ ...customer.fields, ...change.after.fields }))
      return { ...result, ...failed("too_long"), outcome: "failed" };
    const before = written.get(customer.id);
    written.set(customer.id, {
      customer,
      isNew: before?.isNew ?? isNew,
      hadStageId: before ? before.hadStageId : customer.stageId,
    });
    apply(customer, change.after);
    holders.set(value, [customer]);
    return {
      ...result,
      outcome: isNew ? "created" : "updated",
      targetId: customer.id,
      ...change,
    };
  });
  return { results, written: [...written.values()] };
}

function failed(
  code: "two_customers" | "too_long" | "erased",
): Pick<RowResult, "errors"> {
  return { errors: [{ column: null, code }] };
}

function emptyCustomer(): HeldCustomer {
  return {
    id: newId(),
    name: null,
    nameEdited: false,
    locale: null,
    localeEdited: false,
    stageId: null,
    fields: {},
  };
}

/** A new customer is called by what there is. Pure. */
function named(wanted: WantedCustomer): WantedCustomer {
  const name = wanted.name ?? wanted.email ?? wanted.phone;
  return name ? { ...wanted, name } : wanted;
}

/** The values that differ; null: none does. Pure. */
function changeOf(
  customer: HeldCustomer,
  { email, phone, fields, ...wanted }: WantedCustomer,
): { before: CustomerChange; after: CustomerChange } | null {
  const before: CustomerChange = { fields: {} };
  const after: CustomerChange = { fields: {} };
  for (const name of ["name", "locale", "stageId"] as const) {
    const value = wanted[name];
    if (value === undefined || value === customer[name]) continue;
    before[name] = customer[name];
    after[name] = value;
  }
  const given = {
    ...fields,
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
  };
  for (const [name, value] of Object.entries(given)) {
    const old = customer.fields[name] ?? null;
    if (isDeepStrictEqual(old, value)) continue;
    before.fields[name] = old;
    after.fields[name] = value;
  }
  const names = Object.keys(after).length + Object.keys(after.fields).length;
  if (names === 1) return null;
  if ("name" in before) before.nameEdited = customer.nameEdited;
  if ("locale" in before) before.localeEdited = customer.localeEdited;
  return { before, after };
}

function apply(customer: HeldCustomer, after: CustomerChange): void {
  customer.fields = { ...customer.fields, ...after.fields };
  if (after.name !== undefined) {
    customer.name = after.name;
    customer.nameEdited = true;
  }
  if (after.locale !== undefined) {
    customer.locale = after.locale;
    customer.localeEdited = true;
  }
  if (after.stageId !== undefined) customer.stageId = after.stageId;
}
