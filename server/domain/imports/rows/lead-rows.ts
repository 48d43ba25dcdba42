import { isDeepStrictEqual } from "node:util";
import type { LeadContact } from "#contract/leads/lead.ts";
import type { ImportSettings } from "#contract/imports/import.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { isActive } from "#server/domain/access/held-periods.ts";
import { announceSettings } from "#server/domain/access/audit.ts";
import {
  createFromFile,
  placeOf,
  readKnownForLeads,
} from "#server/domain/leads/files/import-leads.ts";
import {
  readLeadRow,
  requireLeadMapping,
} from "#server/domain/leads/files/read-lead-file.ts";
import { readLeadSettings } from "#server/domain/leads/settings/lead-settings.ts";
import {
  findErased,
  keysOfContact,
} from "#server/domain/customers/erased-people.ts";
import { recordBasis, voidBasis } from "./record-basis.ts";
import type {
  DoneRow,
  ImportJob,
  RowKind,
  RowResult,
  StagedRow,
  UndoneRow,
} from "./row-kind.ts";
import { nothingElse, undoCustomers } from "./undo-customers.ts";

/** Rows as leads: each is a new one. */
export const leadRows: RowKind = {
  requireSettings: (columns, { mapping }: ImportSettings) =>
    requireLeadMapping(mapping, columns),
  check: (tx, job, rows) => work(tx, job, rows, null),
  async run(tx, job, rows) {
    const settings = await readLeadSettings(tx);
    const to = await placeOf(tx, settings.defaultAssignee);
    return work(tx, job, rows, { settings, to });
  },
  undo: undoLeads,
};

type Making = Pick<Parameters<typeof createFromFile>[2], "settings" | "to">;

/** The things that a lead was given beside its own row. */
type LeadDone = {
  contact: LeadContact;
  customerId: string | null;
  isNewCustomer: boolean;
  /** Fields that the customer got who was there. */
  added: Record<string, unknown>;
  consentIds: string[];
};

async function work(
  tx: Sql,
  job: ImportJob,
  rows: StagedRow[],
  making: Making | null,
): Promise<RowResult[]> {
  const known = await readKnownForLeads(tx);
  const results: RowResult[] = [];
  const { columns, settings } = job;
  const files = rows.map(({ row, cells }) => ({
    row,
    read: readLeadRow({
      row,
      columns,
      values: cells,
      mapping: settings.mapping,
      known,
    }),
  }));
  const keysOf = (contact: LeadContact) =>
    keysOfContact(contact, known.country);
  const isErased = await findErased(
    tx,
    job.vault,
    files.map(({ read }) => keysOf(read.lead.contact)),
  );
  for (const { row, read } of files) {
    if (read.errors.length > 0) {
      const errors = read.errors.map(({ column, code }) => ({ column, code }));
      results.push({ row, outcome: "failed", errors });
      continue;
    }
    if (isErased(keysOf(read.lead.contact))) {
      const errors = [{ column: null, code: "erased" as const }];
      results.push({ row, outcome: "failed", errors });
      continue;
    }
    if (making === null) {
      results.push({ row, outcome: "created" });
      continue;
    }
    const { actor, now } = job;
    const made = { ...making, actor, known, now };
    const { id, joined } = await createFromFile(tx, read.lead, made);
    const customerId = joined?.customerId ?? null;
    const recorded = await recordBasis(
      tx,
      job,
      joined ? [{ id: joined.customerId, isNew: joined.isNew }] : [],
    );
    const after: LeadDone = {
      contact: read.lead.contact,
      customerId,
      isNewCustomer: joined?.isNew ?? false,
      added: joined?.added ?? {},
      consentIds: recorded.get(customerId ?? "") ?? [],
    };
    results.push({ row, outcome: "created", targetId: id, before: {}, after });
  }
  return results;
}

async function undoLeads(
  tx: Sql,
  job: ImportJob,
  rows: DoneRow[],
): Promise<UndoneRow[]> {
  const undone: UndoneRow[] = [];
  for (const { row, targetId, after } of rows) {
    const done = after as LeadDone;
    const isGone = await removeLead(tx, targetId, done.contact);
    undone.push({ row, undo: isGone ? "removed" : "kept" });
    if (!isGone || done.customerId === null) continue;
    if (done.isNewCustomer) await removeCustomer(tx, done);
    else {
      await undoCustomers(tx, job, [
        {
          row,
          outcome: "updated",
          targetId: done.customerId,
          before: { fields: {} },
          after: { fields: done.added },
        },
      ]);
      await voidBasis(tx, done.consentIds, job.now);
    }
  }
  // The lists of leads fetch again.
  await announceSettings(tx, ["leads"]);
  return undone;
}

/** Removes a lead that nobody has touched since. */
async function removeLead(
  tx: Sql,
  leadId: string,
  contact: LeadContact,
): Promise<boolean> {
  const [lead] = await tx.$queryRaw<{ contact: LeadContact | null }[]>(
    Prisma.sql`select contact from lead where id = ${leadId}::uuid and "firstTouchAt" is null and "amountMinor" is null
      and not exists (select from lead_attempt a where a."leadId" = lead.id and a.outcome <> 'imported')
      and not exists (select from legal_hold h where h."customerId" = lead."customerId"
        or (h."heldFrom" <= lead."createdTime" and lead."createdTime" < h."heldTo" and ${isActive})) for update`,
  );
  if (!lead || !isDeepStrictEqual(lead.contact, contact)) return false;
  await tx.$executeRaw(Prisma.sql`delete from lead where id = ${leadId}::uuid`);
  return true;
}

async function removeCustomer(
  tx: Sql,
  { customerId, consentIds }: LeadDone,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    delete from customer c where c.id = ${customerId}::uuid and c."accountOwnerId" is null and c."blockedAt" is null
      and c."avatarKey" is null and not c."nameEdited"
      and ${nothingElse(Prisma.sql`e.id <> all(${consentIds}::uuid[])`)}`);
}
