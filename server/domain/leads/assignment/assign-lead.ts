import type { Destination } from "#contract/routing/destination.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import {
  destinationName,
  toDestination,
} from "#server/domain/destinations/destination.ts";
import { enqueueMail } from "#server/domain/mail/mail-jobs.ts";
import { wantsLeadMail } from "#server/domain/notifications/notification-settings.ts";
import type { LeadSettings } from "#contract/leads/lead-settings.ts";

/** The destination of a new lead: as its form says, else its page, else the settings. A destination that is gone is passed over. */
export async function destinationOfLead(
  tx: Sql,
  { channelId, formId }: Origin,
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
    if (to !== null && (await destinationName(tx, to, "leads")) !== null)
      return to;
  return null;
}

type Origin = { channelId: string; formId: string };

/** SQL for the status of a new lead: as its form says, else its page, else the settings, else the first one. */
export function statusOfNewLead(
  { channelId, formId }: Origin,
  { defaultStatusId }: LeadSettings,
): Prisma.Sql {
  return Prisma.sql`coalesce(
    (select "statusId" from lead_form where id = ${formId} and "channelId" = ${channelId}::uuid),
    (select "statusId" from lead_page where "channelId" = ${channelId}::uuid),
    (select id from lead_status where id = ${defaultStatusId}::uuid),
    (select id from lead_status order by position, id limit 1))`;
}

/** SQL for the source of a new lead: as its form says, else its page, else the settings. Null: its platform decides. */
export function sourceOfNewLead(
  { channelId, formId }: Origin,
  { defaultSourceId }: LeadSettings,
): Prisma.Sql {
  return Prisma.sql`coalesce(
    (select "sourceId" from lead_form where id = ${formId} and "channelId" = ${channelId}::uuid),
    (select "sourceId" from lead_page where "channelId" = ${channelId}::uuid),
    (select id from lead_source where id = ${defaultSourceId}::uuid))`;
}

/** Tells the agent that a lead is theirs. `byId`: the agent who assigned it, who knows. Test leads alert no one. */
export async function noticeOwner(
  tx: Sql,
  leadId: string,
  now: Date,
  byId: string | null = null,
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
    left join lead_form f on f.id = l."formId" left join channel ch on ch.id = l."channelId" where l.id = ${leadId}::uuid and l."ownerId" is not null
      and l."ownerId" is distinct from ${byId}::uuid and not l.test`);
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
  if (!(await wantsLeadMail(tx, lead.ownerId))) return;
  await enqueueMail(tx, {
    to: { agentId: lead.ownerId },
    template: "lead_assigned",
    data: {
      lead: lead.name ?? "",
      page: lead.page ?? "",
      form: lead.form ?? "",
      path: `/leads/${leadId}`,
    },
    dedupeKey: `lead ${leadId} ${lead.ownerId} ${now.toISOString()}`,
  });
}

/**
 * Tells the available members of a lead's queue or ring group that it waits for the first of them to take it: where
 * nothing rings, or nothing rings any more. `byId`: as of {@link noticeOwner}.
 */
export async function noticeMembers(
  tx: Sql,
  leadId: string,
  now: Date,
  byId: string | null = null,
): Promise<void> {
  const members = await tx.$queryRaw<
    {
      agentId: string;
      name: string | null;
      form: string | null;
      place: { id: string; name: string };
    }[]
  >(Prisma.sql`
    with waiting as (select l.contact->>'name' as name, coalesce(f.name, nullif(l."formId", '')) as form, l."assignedType", l."assignedId"
      from lead l left join lead_form f on f.id = l."formId"
      where l.id = ${leadId}::uuid and l."ownerId" is null and not l.test)
    select m."agentId", w.name, w.form, jsonb_build_object('id', q.id, 'name', q.name) as place
      from waiting w join queue q on w."assignedType" = 'queue' and q.id = w."assignedId"
      join queue_member m on m."queueId" = q.id and m."loggedIn" join agent a on a.id = m."agentId"
      where ${isReady(byId)}
    union all
    select m."agentId", w.name, w.form, jsonb_build_object('id', g.id, 'name', g.name)
      from waiting w join ring_group g on w."assignedType" = 'ring_group' and g.id = w."assignedId"
      join ring_group_member m on m."ringGroupId" = g.id join agent a on a.id = m."agentId"
      where ${isReady(byId)}`);
  await raiseAlerts(
    tx,
    members.map(({ agentId, ...detail }) => ({
      kind: "lead_waiting",
      agentId,
      detail: { leadId, ...detail },
    })),
    now,
  );
}

const isReady = (byId: string | null) => Prisma.sql`a."disabledAt" is null
  and a.presence = 'available' and a.id is distinct from ${byId}::uuid`;
