import type {
  ImportedLeads,
  ImportLeads,
} from "#contract/leads/lead-import.ts";
import type { LeadSettings } from "#contract/leads/lead-settings.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { foldText } from "#contract/text/fold.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { requireShownTargets } from "#server/domain/access/hide-fields.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { destinationName } from "#server/domain/destinations/destination.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import {
  findErased,
  keysOfContact,
} from "#server/domain/customers/erased-people.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  joinCustomer,
  type JoinedCustomer,
} from "#server/domain/leads/details/join-customer.ts";
import { startLeadClocks } from "#server/domain/leads/assignment/lead-clock.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import { readLeadSettings } from "#server/domain/leads/settings/lead-settings.ts";
import {
  leadErrorAt,
  readLeadFile,
  type FileLead,
  type KnownForLeads,
} from "./read-lead-file.ts";
import { writeContact } from "#server/domain/leads/details/settle-lead.ts";

/** Rows of one transaction: its locks do not last for a whole file. */
const TOGETHER = 100;

/**
 * Makes a lead of every row that can be read. The leads go to the default
 * assignee, who gets no alert and no email: a file may hold a thousand of them. No erased person comes back.
 * For supervisors; recorded. @throws AppError forbidden, invalid_input
 */
export async function importLeads(
  context: Context,
  actor: Actor,
  { dryRun, ...file }: ImportLeads,
): Promise<ImportedLeads> {
  requireRole(actor, "supervisor");
  requireShownTargets(actor, file.mapping);
  const { sql } = context.db;
  const known = await readKnownForLeads(sql);
  const { rows, leads: read, errors } = readLeadFile(file, known);
  const keysOf = ({ contact }: FileLead) =>
    keysOfContact(contact, known.country);
  const isErased = await findErased(sql, context.vault, read.map(keysOf));
  const leads = read.filter((lead) => !isErased(keysOf(lead)));
  for (const lead of read)
    if (isErased(keysOf(lead)))
      errors.push(leadErrorAt(lead.row, null, "erased"));
  const outcome = { rows, created: leads.length, errors };
  if (dryRun || leads.length === 0) return outcome;
  const now = context.clock.now();
  await writeAudit(
    sql,
    actor,
    "lead.imported",
    { type: "lead", id: "all" },
    { rows, created: leads.length },
  );
  for (let at = 0; at < leads.length; at += TOGETHER)
    await inSqlTransaction(context.db, async (tx) => {
      const settings = await readLeadSettings(tx);
      const to = await placeOf(tx, settings.defaultAssignee);
      for (const lead of leads.slice(at, at + TOGETHER))
        await createFromFile(tx, lead, { actor, known, settings, to, now });
    });
  return outcome;
}

/** Reads what the values of rows are compared with. */
export async function readKnownForLeads(sql: Sql): Promise<KnownForLeads> {
  const { country } = await readCompany(sql);
  const read = async (table: "lead_status" | "lead_source") => {
    const rows = await sql.$queryRaw<
      { id: string; name: string; key: string | null }[]
    >(Prisma.sql`select id, name, key from ${Prisma.raw(table)}`);
    return new Map(
      rows.flatMap(({ id, name, key }) =>
        [name, key ?? name].map((word): [string, string] => [
          foldText(word),
          id,
        ]),
      ),
    );
  };
  return {
    country,
    statuses: await read("lead_status"),
    sources: await read("lead_source"),
  };
}

/** The place of a setting; null: it is gone. */
export async function placeOf(
  tx: Sql,
  to: Destination | null,
): Promise<Destination | null> {
  if (to === null) return null;
  return (await destinationName(tx, to, "leads")) === null ? null : to;
}

/** Makes a lead of a row, with its customer. No alert, email or offer follows. */
export async function createFromFile(
  tx: Sql,
  { contact, answers, createdTime, statusId, sourceId }: FileLead,
  {
    actor,
    known,
    settings,
    to,
    now,
  }: {
    actor: { agentId: string | null; name: string };
    known: KnownForLeads;
    settings: LeadSettings;
    to: Destination | null;
    now: Date;
  },
): Promise<{ id: string; joined: JoinedCustomer | null }> {
  const id = newId();
  await tx.$executeRaw(Prisma.sql`
    insert into lead (id, "pageId", "formId", "leadgenId", state, "dueAt", answers, "statusId", "sourceId",
      "assignedType", "assignedId", "ownerId", "createdTime", "createdAt")
    values (${id}::uuid, '', '', ${`import:${id}`}, 'synced', null, ${JSON.stringify(answers)}::jsonb,
      coalesce(${statusId}::uuid, (select id from lead_status where id = ${settings.defaultStatusId}::uuid),
        (select id from lead_status order by position, id limit 1)),
      coalesce(${sourceId}::uuid, (select id from lead_source where use = 'import')),
      ${to?.type ?? null}, ${to?.id ?? null}::uuid, ${to?.type === "agent" ? to.id : null}::uuid,
      ${createdTime ?? now}::timestamptz, ${now}::timestamptz)`);
  await writeContact(tx, id, contact, known.country);
  const joined = await joinCustomer(tx, id, {
    country: known.country,
    detect: settings.duplicateDetection,
    now,
  });
  await addAttempt(tx, { leadId: id, actor, outcome: "imported" }, now);
  // People on a list do not wait for a call: only the days without activity count.
  const { stalledHours } = settings;
  await startLeadClocks(tx, id, { lateMinutes: null, stalledHours }, now);
  await announce(tx, [{ kind: "lead.created", payload: { leadId: id } }]);
  return { id, joined };
}
