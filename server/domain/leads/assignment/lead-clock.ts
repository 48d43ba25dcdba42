import { afterOfficeTime } from "#contract/hours/office-times.ts";
import { readHours } from "#contract/hours/hours.ts";
import type { LeadSettings } from "#contract/leads/lead-settings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import {
  setTimer,
  setTimers,
  startTimers,
  type NewTimer,
} from "#server/domain/outbox/timers.ts";
import { companyHoursSql } from "#server/domain/settings/company.ts";
import { loadCalendars } from "#server/domain/settings/load-calendars.ts";
import { readLeadSettings } from "#server/domain/leads/settings/lead-settings.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** While the office stays closed for weeks, its hours are looked at again each day. */
const CLOSED_LOOK_MS = DAY_MS;

type Limits = Pick<LeadSettings, "lateMinutes" | "stalledDays">;

/** Starts the clocks of a new lead: the first contact, and the days without activity. */
export function startLeadClocks(
  tx: Sql,
  leadId: string,
  { lateMinutes, stalledDays }: Limits,
  now: Date,
): Promise<void> {
  const timers: NewTimer[] = [];
  if (lateMinutes !== null)
    timers.push({
      kind: "lead_late",
      key: leadId,
      dueAt: new Date(now.getTime() + lateMinutes * MINUTE_MS),
    });
  if (stalledDays !== null)
    timers.push({
      kind: "lead_stalled",
      key: leadId,
      dueAt: new Date(now.getTime() + stalledDays * DAY_MS),
    });
  return setTimers(tx, timers);
}

/** Begins the days without activity anew: a person has done something with the lead. */
export async function restartStalledClock(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const { stalledDays } = await readLeadSettings(tx);
  if (stalledDays === null) return;
  await setTimer(tx, {
    kind: "lead_stalled",
    key: leadId,
    dueAt: new Date(now.getTime() + stalledDays * DAY_MS),
  });
}

/** Meta deletes leads after this many days, and warns no one. */
const KEPT_DAYS = 90;
const WARN_DAYS = 30;

/** Watches a lead whose answers could not be fetched: {@link alertExpiring} follows 30 days before Meta deletes it. Safe to repeat. */
export function watchUnfetched(
  tx: Sql,
  { id, createdTime }: { id: string; createdTime: Date },
): Promise<void> {
  const dueAt = new Date(
    createdTime.getTime() + (KEPT_DAYS - WARN_DAYS) * DAY_MS,
  );
  return startTimers(tx, [{ kind: "lead_expiring", key: id, dueAt }]);
}

/** Alerts the supervisors to a lead whose answers are not here yet and are soon deleted by Meta. */
export async function alertExpiring(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const [lead] = await tx.$queryRaw<
    { createdTime: Date; form: string | null; departmentId: string | null }[]
  >(Prisma.sql`
    select l."createdTime", f.name as form, ch."departmentId" from lead l
      left join channel ch on ch.id = l."channelId" left join lead_form f on f.id = l."formId"
    where l.id = ${leadId}::uuid and l.state <> 'synced' and not l.test`);
  if (!lead) return;
  const { createdTime, form, departmentId } = lead;
  const left = createdTime.getTime() + KEPT_DAYS * DAY_MS - now.getTime();
  const days = Math.ceil(left / DAY_MS);
  if (days <= 0) return;
  const detail = { leadId, name: null, form, days };
  await raiseAlerts(tx, [{ kind: "lead_expiring", departmentId, detail }], now);
}

type WatchedLead = {
  name: string | null;
  form: string | null;
  ownerId: string | null;
  departmentId: string | null;
  createdAt: Date;
  touched: boolean;
  open: boolean;
  schedule: unknown;
  /** The last thing that a person did; else when Parley learnt of the lead. */
  activeAt: Date;
};

async function loadWatched(
  tx: Sql,
  leadId: string,
): Promise<WatchedLead | null> {
  const [lead] = await tx.$queryRaw<WatchedLead[]>(Prisma.sql`
    select coalesce(l.contact->>'name', c.name) as name, f.name as form, l."ownerId", ch."departmentId", l."createdAt",
      l."firstTouchAt" is not null as touched, coalesce(s.stage, 'open') = 'open' as open,
      coalesce(ch.hours, d.schedule, ${companyHoursSql}) as schedule,
      coalesce((select max(h.at) from lead_attempt h where h."leadId" = l.id and h."actorId" is not null), l."createdAt") as "activeAt"
    from lead l left join channel ch on ch.id = l."channelId" left join department d on d.id = ch."departmentId"
      left join lead_status s on s.id = l."statusId" left join customer c on c.id = l."customerId"
      left join lead_form f on f.id = l."formId"
    where l.id = ${leadId}::uuid and not l.test`);
  return lead ?? null;
}

/**
 * Alerts the supervisors to a lead that no one has contacted in the office
 * time that the settings allow, by the hours of its page, else of the page’s department, else of the company.
 */
export async function alertLate(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const { lateMinutes } = await readLeadSettings(tx);
  const lead = await loadWatched(tx, leadId);
  if (lateMinutes === null || !lead || lead.touched || !lead.open) return;
  const dueAt =
    afterOfficeTime(
      readHours(lead.schedule),
      lead.createdAt,
      lateMinutes * MINUTE_MS,
      await loadCalendars(tx),
    ) ?? new Date(now.getTime() + CLOSED_LOOK_MS);
  if (dueAt > now)
    return setTimer(tx, { kind: "lead_late", key: leadId, dueAt });
  const { name, form, departmentId } = lead;
  await raiseAlerts(
    tx,
    [
      {
        kind: "lead_late",
        departmentId,
        detail: { leadId, name, form, minutes: lateMinutes },
      },
    ],
    now,
  );
}

/** Alerts the owner of a lead and the supervisors that nothing has happened with it for days. */
export async function alertStalled(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const { stalledDays } = await readLeadSettings(tx);
  const lead = await loadWatched(tx, leadId);
  if (stalledDays === null || !lead?.open) return;
  const dueAt = new Date(lead.activeAt.getTime() + stalledDays * DAY_MS);
  if (dueAt > now)
    return setTimer(tx, { kind: "lead_stalled", key: leadId, dueAt });
  const { name, form, ownerId, departmentId } = lead;
  const detail = { leadId, name, form, days: stalledDays };
  const alert = { kind: "lead_stalled", departmentId, detail };
  await raiseAlerts(
    tx,
    // The owner is told, and the supervisors see it on their list.
    [...(ownerId === null ? [] : [{ ...alert, agentId: ownerId }]), alert],
    now,
  );
}
