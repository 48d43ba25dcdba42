import { isDeepStrictEqual } from "node:util";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { lockCustomers, type HeldCustomer } from "./held-customer.ts";
import { voidBasis } from "./record-basis.ts";
import type { DoneRow, ImportJob, UndoneRow } from "./row-kind.ts";
import { writeCustomers } from "./write-customers.ts";

/** Values of a customer that a row has replaced, or its own. `consentIds`: the entries that it has recorded. */
export type CustomerChange = {
  name?: string | null;
  nameEdited?: boolean;
  locale?: string | null;
  localeEdited?: boolean;
  stageId?: string | null;
  fields: Record<string, unknown>;
  consentIds?: string[];
};

/**
 * Takes back what rows have done, the last row first: a value that is still the row's becomes the one before, and a
 * customer who was added and has nothing else is removed. Everything else stays.
 */
export async function undoCustomers(
  tx: Sql,
  job: Pick<ImportJob, "actor" | "now">,
  rows: DoneRow[],
): Promise<UndoneRow[]> {
  const ids = [...new Set(rows.map(({ targetId }) => targetId))];
  const customers = await lockCustomers(tx, ids);
  const stages = new Map(
    [...customers].map(([id, { stageId }]) => [id, stageId]),
  );
  const changed = new Map<string, HeldCustomer>();
  const removable: { row: number; id: string; consentIds: string[] }[] = [];
  const voided: string[] = [];
  const undone = rows.map(({ row, outcome, targetId, ...done }): UndoneRow => {
    const customer = customers.get(targetId);
    const before = done.before as CustomerChange;
    const after = done.after as CustomerChange;
    const { consentIds = [] } = after;
    if (!customer) return { row, undo: "kept" };
    if (outcome === "created") {
      if (isAsMade(customer, after))
        removable.push({ row, id: targetId, consentIds });
      return { row, undo: "kept" };
    }
    voided.push(...consentIds);
    if (!restore(customer, before, after)) return { row, undo: "kept" };
    changed.set(targetId, customer);
    return { row, undo: "restored" };
  });
  const { country } = await readCompany(tx);
  // Before the removal, so that a customer with two rows is as the first one made them.
  await writeCustomers(tx, job, {
    country,
    written: [...changed.values()].map((customer) => ({
      customer,
      isNew: false,
      hadStageId: stages.get(customer.id) ?? null,
    })),
  });
  await voidBasis(tx, voided, job.now);
  const removed = await remove(tx, removable);
  return undone.map((one) =>
    removed.has(one.row) ? { row: one.row, undo: "removed" } : one,
  );
}

/** Whether a customer is exactly as their row made them. Pure. */
function isAsMade(
  { name, locale, stageId, fields }: HeldCustomer,
  after: CustomerChange,
): boolean {
  return (
    name === (after.name ?? null) &&
    locale === (after.locale ?? null) &&
    stageId === (after.stageId ?? null) &&
    isDeepStrictEqual(fields, after.fields)
  );
}

/** @returns whether any value was still the row's */
function restore(
  customer: HeldCustomer,
  before: CustomerChange,
  after: CustomerChange,
): boolean {
  let count = 0;
  for (const name of ["name", "locale", "stageId"] as const) {
    if (after[name] === undefined || customer[name] !== after[name]) continue;
    customer[name] = before[name] ?? null;
    if (name === "name") customer.nameEdited = before.nameEdited ?? false;
    if (name === "locale") customer.localeEdited = before.localeEdited ?? false;
    count += 1;
  }
  const fields = { ...customer.fields };
  for (const [name, value] of Object.entries(after.fields)) {
    if (!isDeepStrictEqual(fields[name], value)) continue;
    const old = before.fields[name] ?? null;
    if (old === null) delete fields[name];
    else fields[name] = old;
    count += 1;
  }
  customer.fields = fields;
  return count > 0;
}

/** Removes customers who have nothing but what their row gave them. @returns the rows of those that are gone */
async function remove(
  tx: Sql,
  rows: { row: number; id: string; consentIds: string[] }[],
): Promise<Set<number>> {
  if (rows.length === 0) return new Set();
  const gone = await tx.$queryRaw<{ row: number }[]>(Prisma.sql`
    delete from customer c using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(row int, id uuid, "consentIds" jsonb)
    where c.id = x.id and c."accountOwnerId" is null and c."blockedAt" is null and c."avatarKey" is null
      and ${nothingElse(Prisma.sql`not x."consentIds" ? e.id::text`)}
    returning x.row`);
  return new Set(gone.map(({ row }) => row));
}

/** SQL: nothing hangs on customer `c` but changes of the stage and consents. `other`: entry `e` is no one's whose customer goes. */
export function nothingElse(other: Prisma.Sql): Prisma.Sql {
  const tables: [string, string][] = [
    ["identity", "customerId"],
    ["thread", "customerId"],
    ["lead", "customerId"],
    ["customer_note", "customerId"],
    ["customer_label", "customerId"],
    ["customer_merge", "survivorId"],
    ["customer_merge", "otherId"],
    ["customer_apart", "lowId"],
    ["customer_apart", "highId"],
    ["customer", "mergedIntoId"],
    ["job", "customerId"],
    // What is under a legal hold is not deleted, whoever asks.
    ["legal_hold", "customerId"],
  ];
  const none = tables.map(
    ([table, column]) =>
      Prisma.sql`not exists (select from ${Prisma.raw(`"${table}"`)} o where o.${Prisma.raw(`"${column}"`)} = c.id)`,
  );
  return Prisma.sql`${Prisma.join(none, " and ")}
    and not exists (select from consent_entry e where e."customerId" = c.id and ${other})`;
}
