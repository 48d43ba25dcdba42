import type { ConsentPurpose } from "#contract/customers/consent.ts";
import type { LeadConsent } from "#contract/leads/lead.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  refreshOptOut,
  textVersion,
} from "#server/domain/customers/consents.ts";
import { survivorOf } from "#server/domain/customers/see-customer.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

/** By the keys of a form's boxes, as a person chose them. */
export type ChosenPurposes = Record<string, ConsentPurpose | null>;

type Row = {
  customerId: string;
  channelId: string | null;
  createdTime: Date;
  consents: LeadConsent[];
  /** Null: the form is not known. */
  purposes: ChosenPurposes | null;
};

/** A box whose purpose no one has chosen: one left empty must not keep agents from the person whom the form is about. */
const USUAL_PURPOSE: ConsentPurpose = "marketing";

/**
 * Writes an entry for each box of a lead's form, for the lead's customer, as of the time when the form was filled in.
 * Safe to repeat: unique on lead, box and customer. A lead without customer has none yet.
 */
export async function recordLeadConsents(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const [lead] = await tx.$queryRaw<Row[]>(Prisma.sql`
    select l."customerId", l."channelId", l."createdTime", l.consents, f."consentPurposes" as purposes
    from lead l left join lead_form f on f.id = l."formId"
    where l.id = ${leadId}::uuid and l."customerId" is not null and not l.test`);
  if (!lead || lead.consents.length === 0) return;
  const { customerId, createdTime } = lead;
  const at = createdTime < now ? createdTime : now;
  // The newest entry is the state: several boxes of a purpose give it only if all are ticked.
  const inOrder = lead.consents.toSorted((a, b) => +b.given - +a.given);
  const rows = inOrder.flatMap(({ key, text, given }) => {
    const purpose = purposeOfBox(lead.purposes, key);
    if (purpose === null) return [];
    const version = textVersion(text);
    return [{ id: newId(), purpose, given, key, text, version }];
  });
  if (rows.length === 0) return;
  await tx.$queryRaw(
    Prisma.sql`select id from customer where id = ${customerId}::uuid for update`,
  );
  const added = await tx.$executeRaw(Prisma.sql`
    insert into consent_entry (id, "customerId", purpose, given, source, "channelId", "leadId", "leadKey", text,
      "textVersion", at, "recordedAt")
    select x.id, ${customerId}::uuid, x.purpose, x.given, 'lead_form', ${lead.channelId}::uuid, ${leadId}::uuid, x.key,
      x.text, x.version, ${at}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, purpose text, given boolean, key text,
      text text, version text)
    on conflict ("leadId", "leadKey", "customerId") where "voidsId" is null do nothing`);
  if (added > 0) await told(tx, customerId);
}

/** The purpose of a form's box; null: it is not recorded. Pure. */
export function purposeOfBox(
  chosen: ChosenPurposes | null,
  key: string,
): ConsentPurpose | null {
  const purpose = chosen?.[key];
  return purpose === undefined ? USUAL_PURPOSE : purpose;
}

/** Ends what a lead's form had recorded for customers who are not the lead's: it was another person. */
export async function voidLeadConsents(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const ended = await tx.$queryRaw<{ customerId: string }[]>(Prisma.sql`
    insert into consent_entry (id, "customerId", purpose, given, source, "channelId", "leadId", "leadKey", "voidsId", at,
      "recordedAt")
    select gen_random_uuid(), e."customerId", e.purpose, e.given, e.source, e."channelId", e."leadId", e."leadKey", e.id,
      e.at, ${now}::timestamptz
    from consent_entry e join lead l on l.id = e."leadId"
    where l.id = ${leadId}::uuid and e."voidsId" is null and e."customerId" is distinct from l."customerId"
    on conflict ("voidsId") do nothing returning "customerId"`);
  for (const customerId of new Set(ended.map((row) => row.customerId)))
    await told(tx, await survivorOf(tx, customerId));
}

async function told(tx: Sql, customerId: string): Promise<void> {
  await refreshOptOut(tx, customerId);
  await announce(tx, [{ kind: "customer.changed", payload: { customerId } }]);
}
