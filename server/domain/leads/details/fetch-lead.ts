import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import type { Context } from "#server/domain/context.ts";
import { backOffMs } from "#server/runtime/back-off.ts";
import { startAssignment } from "#server/domain/leads/offering/lead-line.ts";
import {
  classifyLeadError,
  isFinalLeadError,
  type LeadErrorCode,
  type LeadFailure,
} from "#server/domain/leads/rows/explain.ts";
import { watchUnfetched } from "#server/domain/leads/assignment/lead-clock.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";

/** A worker that has not written anything by then is dead; another one goes on. */
const LEASE_MS = 2 * 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
/** Attempts that fail for this long end; a person can begin them again. */
const GIVE_UP_MS = DAY_MS;

export const LEADS_DUE = Prisma.sql`state = 'pending' and "dueAt" <= ${ROUNDED_NOW}`;

/** A lead whose details a worker fetches now. */
export type DueLead = {
  id: string;
  channelId: string | null;
  formId: string;
  leadgenId: string;
  claims: number;
  attempts: number;
  tryingSince: Date | null;
  createdTime: Date;
};

/** Claims leads for a while. A worker that dies loses them to another one. */
export function claimLeads({ db }: Context, limit: number): Promise<DueLead[]> {
  return db.sql.$queryRaw<DueLead[]>(Prisma.sql`
    update lead set claims = claims + 1, "dueAt" = now() + ${LEASE_MS}::int * interval '1 millisecond'
    where id in (select id from lead where ${LEADS_DUE} order by "dueAt" limit ${limit}::int for update skip locked)
    returning id, "channelId", "formId", "leadgenId", claims, attempts, "tryingSince", "createdTime"`);
}

/** Locks a claimed lead. False: another worker has claimed it since, or it is done. */
export async function stillClaimed(
  tx: Sql,
  { id, claims }: Pick<DueLead, "id" | "claims">,
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from lead where id = ${id}::uuid and claims = ${claims}::int and state = 'pending' for update`);
  return rows.length > 0;
}

/**
 * Writes down that an attempt failed: the next one comes after a minute, then
 * two, up to a day. Where Meta refuses for good, or a day of attempts is over,
 * the lead is failed. The bare lead stays.
 */
export async function failLead(
  context: Context,
  due: DueLead,
  failure: LeadFailure | { code: LeadErrorCode },
  afterMs: number | null,
): Promise<void> {
  const now = context.clock.now();
  const age = now.getTime() - due.createdTime.getTime();
  const isOurs = !("key" in failure);
  const code = isOurs ? failure.code : classifyLeadError(failure, age);
  const message = isOurs ? null : failure.message;
  const since = due.tryingSince ?? now;
  const isOver =
    isFinalLeadError(code) || now.getTime() - since.getTime() >= GIVE_UP_MS;
  const back = backOffMs({
    failures: due.attempts,
    firstMs: MINUTE_MS,
    lastMs: DAY_MS,
  });
  const next = isOver
    ? null
    : new Date(now.getTime() + Math.max(back, afterMs ?? 0));
  await inSqlTransaction(context.db, async (tx) => {
    if (!(await stillClaimed(tx, due))) return;
    await tx.$executeRaw(Prisma.sql`
      update lead set state = ${isOver ? "failed" : "pending"}, "dueAt" = ${next}::timestamptz, attempts = attempts + 1,
        "tryingSince" = ${since}::timestamptz, "errorCode" = ${code}, error = ${message} where id = ${due.id}::uuid`);
    await addAttempt(
      tx,
      {
        leadId: due.id,
        outcome: isOver ? "failed" : "waiting",
        errorCode: code,
        error: message,
        payload: {
          nextAttemptAt: next?.toISOString() ?? null,
          ...(isOurs
            ? {}
            : {
                vendor: {
                  code: failure.code,
                  subcode: failure.subcode,
                  message: failure.message,
                },
              }),
        },
      },
      now,
    );
    await notePageError(tx, due.channelId, code, message, now);
    await watchUnfetched(tx, due);
    // The person learns of the lead even while its answers are missing.
    if (due.attempts === 0) await startAssignment(tx, due.id, now);
    await announce(tx, [{ kind: "lead.updated", payload: { leadId: due.id } }]);
  });
}

/** The last error of a page, for the list of pages; null: it works. */
export async function notePageError(
  tx: Sql,
  channelId: string | null,
  code: LeadErrorCode | null,
  message: string | null,
  now: Date,
): Promise<void> {
  if (channelId === null) return;
  if (code === null) {
    await tx.$executeRaw(Prisma.sql`
      update lead_page set "errorCode" = null, error = null, "errorAt" = null
      where "channelId" = ${channelId}::uuid and "errorCode" is not null`);
    return;
  }
  await tx.$executeRaw(Prisma.sql`
    insert into lead_page ("channelId", "errorCode", error, "errorAt")
    values (${channelId}::uuid, ${code}, ${message}, ${now}::timestamptz)
    on conflict ("channelId") do update set "errorCode" = excluded."errorCode", error = excluded.error,
      "errorAt" = excluded."errorAt"`);
}
