import type { Destination } from "#contract/routing/destination.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import {
  destinationName,
  toDestination,
} from "#server/domain/destinations/destination.ts";
import { enqueueMail } from "#server/domain/mail/mail-jobs.ts";
import { readLeadSettings } from "./lead-settings.ts";
import type { LeadSettings } from "#contract/leads/lead-settings.ts";

/** Where a new lead goes: as its form says, else its page, else the settings. A destination that is gone is passed over. */
export async function destinationOfLead(
  tx: Sql,
  { channelId, formId }: { channelId: string; formId: string },
  settings: LeadSettings,
): Promise<Destination | null> {
  const rows = await tx.$queryRaw<{ type: string | null; id: string | null }[]>(
    Prisma.sql`
    select "assignType" as type, "assignId" as id from lead_form where id = ${formId} and "channelId" = ${channelId}::uuid
    union all
    select "assignType", "assignId" from lead_page where "channelId" = ${channelId}::uuid`,
  );
  const chosen = [...rows.map(toDestination), settings.defaultAssignee];
  for (const to of chosen)
    if (to !== null && (await destinationName(tx, to)) !== null) return to;
  return null;
}

/** Tells the person that a lead is theirs. Test leads ring nobody. */
export async function noticeAssignee(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const [lead] = await tx.$queryRaw<
    {
      ownerId: string;
      name: string | null;
      form: string | null;
      page: string | null;
    }[]
  >(Prisma.sql`
    select l."ownerId", l.contact->>'name' as name, coalesce(f.name, l."formId") as form, ch.name as page from lead l
    left join lead_form f on f.id = l."formId" left join channel ch on ch.id = l."channelId" where l.id = ${leadId}::uuid and l."ownerId" is not null and not l.test`);
  if (!lead) return;
  await raiseAlerts(
    tx,
    [
      {
        kind: "lead_assigned",
        agentId: lead.ownerId,
        detail: { leadId, name: lead.name, form: lead.form },
      },
    ],
    now,
  );
  const { notifyByEmail } = await readLeadSettings(tx);
  if (!notifyByEmail) return;
  await enqueueMail(tx, {
    to: { agentId: lead.ownerId },
    template: "lead_assigned",
    data: {
      lead: lead.name ?? "",
      page: lead.page ?? "",
      form: lead.form ?? "",
      path: CONSOLE_PATH,
    },
    dedupeKey: `lead ${leadId} ${lead.ownerId} ${now.toISOString()}`,
  });
}

/** Where the mail's link leads to. */
const CONSOLE_PATH = "/inbox";
