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
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** While the office stays closed for weeks, its hours are looked at again each day. */
const CLOSED_LOOK_MS = DAY_MS;

type Limits = Pick<LeadSettings, "lateMinutes" | "stalledHours">;

/** Starts the clocks of a new lead: the first contact, and the office hours without activity. They are due at the earliest time that office hours allow. */
export function startLeadClocks(
  tx: Sql,
  leadId: string,
  { lateMinutes, stalledHours }: Limits,
  now: Date,
): Promise<void> {
  const timers: NewTimer[] = [];
  if (lateMinutes !== null)
    timers.push({
      kind: "lead_late",
      key: leadId,
      dueAt: new Date(now.getTime() + lateMinutes * MINUTE_MS),
    });
  if (stalledHours !== null)
    timers.push({
      kind: "lead_stalled",
      key: leadId,
      dueAt: new Date(now.getTime() + stalledHours * HOUR_MS),
    });
  return setTimers(tx, timers);
}

/** Begins the office hours without activity anew: a person has done something with the lead. */
export async function restartStalledClock(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const { stalledHours } = await readLeadSettings(tx);
  if (stalledHours === null) return;
  await setTimer(tx, {
    kind: "lead_stalled",
    key: leadId,
    dueAt: new Date(now.getTime() + stalledHours * HOUR_MS),
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
  const after = await officeTimeAfter(tx, lead, lead.createdAt, now);
  const dueAt = after(lateMinutes * MINUTE_MS);
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

/**
 * Alerts the owner of a lead with which nothing has happened for the office
 * hours that the settings allow, and the supervisors after as many again. A
 * lead without an owner is the supervisors' at once.
 */
export async function alertStalled(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const { stalledHours } = await readLeadSettings(tx);
  const lead = await loadWatched(tx, leadId);
  if (stalledHours === null || !lead?.open) return;
  const { name, form, ownerId, departmentId, activeAt } = lead;
  const after = await officeTimeAfter(tx, lead, activeAt, now);
  const again = (dueAt: Date) =>
    setTimer(tx, { kind: "lead_stalled", key: leadId, dueAt });
  const dueAt = after(stalledHours * HOUR_MS);
  if (dueAt > now) return again(dueAt);
  const alert = { kind: "lead_stalled", departmentId };
  const detail = { leadId, name, form, hours: stalledHours };
  if (ownerId !== null && !(await isTold(tx, leadId, ownerId, activeAt)))
    await raiseAlerts(tx, [{ ...alert, agentId: ownerId, detail }], now);
  const supervisorsAt = after(2 * stalledHours * HOUR_MS);
  if (ownerId !== null && supervisorsAt > now) return again(supervisorsAt);
  const hours = ownerId === null ? stalledHours : 2 * stalledHours;
  await raiseAlerts(tx, [{ ...alert, detail: { ...detail, hours } }], now);
}

/** Whether the owner has had the alert since the last activity. */
async function isTold(
  tx: Sql,
  leadId: string,
  ownerId: string,
  activeAt: Date,
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from alert where kind = 'lead_stalled' and "agentId" = ${ownerId}::uuid
      and detail->>'leadId' = ${leadId} and "createdAt" >= ${activeAt}::timestamptz limit 1`);
  return rows.length > 0;
}

/** When so much office time of a lead has passed since `from`. */
async function officeTimeAfter(
  tx: Sql,
  { schedule }: Pick<WatchedLead, "schedule">,
  from: Date,
  now: Date,
): Promise<(ms: number) => Date> {
  const calendars = await loadCalendars(tx);
  const hours = readHours(schedule);
  return (ms) =>
    afterOfficeTime(hours, from, ms, calendars) ??
    new Date(now.getTime() + CLOSED_LOOK_MS);
}
