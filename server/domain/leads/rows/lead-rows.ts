import type { Lead, LeadAttempt } from "#contract/leads/lead.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { toDestination } from "#server/domain/destinations/destination.ts";
import { newId } from "#server/runtime/crypto.ts";
import { explainLeadError } from "./explain.ts";
import {
  withTargets,
  type AnsweredForm,
  type StoredAnswer,
} from "#contract/leads/answer-targets.ts";
import { emptyContact } from "./map-answers.ts";

type Row = Omit<
  Lead,
  | "ad"
  | "adset"
  | "campaign"
  | "error"
  | "assignedTo"
  | "owner"
  | "nextAttemptAt"
  | "duplicateOf"
  | "firstTouchAt"
  | "value"
  | "createdTime"
  | "createdAt"
  | "answers"
> & {
  answers: StoredAnswer[];
  mapping: AnsweredForm["mapping"];
  questions: AnsweredForm["questions"];
  amountMinor: number | null;
  currency: string | null;
  adId: string | null;
  adName: string | null;
  adsetId: string | null;
  adsetName: string | null;
  campaignId: string | null;
  campaignName: string | null;
  errorCode: string | null;
  assignedType: string | null;
  assignedId: string | null;
  ownerId: string | null;
  ownerName: string | null;
  duplicateOfId: string | null;
  dueAt: Date | null;
  firstTouchAt: Date | null;
  createdTime: Date;
  createdAt: Date;
  customerName: string | null;
};

/** Reads leads, in the order that is given. `l` is the lead, `ch` its channel. */
export async function selectLeads(
  sql: Pick<Sql, "$queryRaw">,
  where: Prisma.Sql,
  rest: Prisma.Sql = Prisma.empty,
): Promise<Lead[]> {
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    select l.id, l."channelId", l."pageId", l."formId", f.name as "formName", f.mapping, f.questions, l."leadgenId", l.platform, l.organic,
      l.test, l."adId", l."adName", l."adsetId", l."adsetName", l."campaignId", l."campaignName", l.state, l."dueAt",
      l."errorCode", l.contact, l.answers, l.consents, l."statusId", l."lostReason", l."amountMinor"::float8 as "amountMinor", l.currency, l."sourceId", l."assignedType", l."assignedId",
      l."ownerId", o.name as "ownerName", l."customerId", l."duplicateOfId", l."firstTouchAt", l."createdTime",
      l."createdAt", case when l.contact is null and l."leadgenId" like 'ad:%'
        then (select c.name from customer c where c.id = l."customerId") end as "customerName", (select t.id from thread t where t."customerId" = l."customerId" order by t.id desc limit 1) as "threadId"
    from lead l left join channel ch on ch.id = l."channelId" left join lead_form f on f.id = l."formId"
      left join agent o on o.id = l."ownerId"
    where ${where} ${rest}`);
  return rows.map(shape);
}

function shape(row: Row): Lead {
  const named = (id: string | null, name: string | null) =>
    id === null ? null : { id, name };
  return {
    id: row.id,
    channelId: row.channelId,
    pageId: row.pageId,
    formId: row.formId,
    formName: row.formName,
    leadgenId: row.leadgenId,
    platform: row.platform,
    organic: row.organic,
    test: row.test,
    ad: named(row.adId, row.adName),
    adset: named(row.adsetId, row.adsetName),
    campaign: named(row.campaignId, row.campaignName),
    state: row.state,
    nextAttemptAt:
      row.state === "pending" ? (row.dueAt?.toISOString() ?? null) : null,
    error: explainLeadError(row.errorCode),
    // A person who wrote from an ad has the name of their profile until a person enters more.
    contact:
      row.contact ??
      (row.customerName === null
        ? null
        : { ...emptyContact(), name: row.customerName }),
    answers: withTargets(row.answers, row, row.contact?.fields ?? {}),
    consents: row.consents,
    statusId: row.statusId,
    lostReason: row.lostReason,
    sourceId: row.sourceId,
    value:
      row.amountMinor === null || row.currency === null
        ? null
        : { amountMinor: row.amountMinor, currency: row.currency },
    assignedTo: toDestination({ type: row.assignedType, id: row.assignedId }),
    owner:
      row.ownerId === null
        ? null
        : { id: row.ownerId, name: row.ownerName ?? "" },
    customerId: row.customerId,
    threadId: row.threadId,
    duplicateOf: row.duplicateOfId,
    firstTouchAt: row.firstTouchAt?.toISOString() ?? null,
    createdTime: row.createdTime.toISOString(),
    createdAt: row.createdAt.toISOString(),
  };
}

export type NewAttempt = {
  leadId: string;
  actor?: { agentId: string | null; name: string } | null;
  outcome: string;
  errorCode?: string | null;
  error?: string | null;
  payload?: Record<string, unknown>;
};

/** Adds a line to the history of a lead. */
export async function addAttempt(
  tx: Sql,
  {
    leadId,
    actor = null,
    outcome,
    errorCode = null,
    error = null,
    payload = {},
  }: NewAttempt,
  now: Date,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    insert into lead_attempt (id, "leadId", at, "actorId", "actorName", outcome, "errorCode", error, payload)
    values (${newId()}::uuid, ${leadId}::uuid, ${now}::timestamptz, ${actor?.agentId ?? null}::uuid,
      ${actor?.name ?? null}, ${outcome}, ${errorCode}, ${error}, ${JSON.stringify(payload)}::jsonb)`);
}

/** The history of a lead, newest first. */
export async function selectAttempts(
  sql: Pick<Sql, "$queryRaw">,
  leadId: string,
): Promise<LeadAttempt[]> {
  const rows = await sql.$queryRaw<
    {
      id: string;
      at: Date;
      actorId: string | null;
      actorName: string | null;
      outcome: string;
      errorCode: string | null;
      payload: Record<string, unknown>;
    }[]
  >(Prisma.sql`
    select id, at, "actorId", "actorName", outcome, "errorCode", payload from lead_attempt
    where "leadId" = ${leadId}::uuid order by at desc, id desc limit 200`);
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor:
      row.actorName === null ? null : { id: row.actorId, name: row.actorName },
    outcome: row.outcome,
    error: explainLeadError(row.errorCode),
    payload: row.payload,
  }));
}
