import { officeMs } from "#contract/hours/office-times.ts";
import { readHours } from "#contract/hours/hours.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { loadCalendars } from "#server/domain/settings/load-calendars.ts";
import { newId } from "#server/runtime/crypto.ts";
import { threadHoursSql } from "./office-hours.ts";
import type { ThreadState } from "./thread-state.ts";

/**
 * Facts that reports count. Each fact is written in the transaction of what it describes and is never changed, so
 * a report of any period can be computed again; only those of an act that is undone at once go (forgetFacts).
 * - arrived: a session began · owned: an agent became the owner; the span is the wait in a queue or ring group
 * - replied: a person's first reply of a session; the span begins with the customer's question
 * - replied_next: a person's later reply to a customer who waited; the span begins with the oldest question
 * - waived: an agent ended such a wait as one that needs no reply · unanswered: it ended because the session was closed
 * - closed: an agent closed the session · spam: they closed it by marking its customer's messages as spam
 * - transferred: an agent transferred the conversation; the place is the one before
 * - accepted, declined, missed: an offer that rang for an agent; missed is one that rang for its whole time
 */
export type FactKind =
  | "arrived"
  | "owned"
  | "replied"
  | "replied_next"
  | "waived"
  | "unanswered"
  | "closed"
  | "spam"
  | "transferred"
  | "accepted"
  | "declined"
  | "missed";

export type NewFact = {
  kind: FactKind;
  state: ThreadState;
  at: Date;
  /** Null: nobody in Parley. */
  agentId: string | null;
  /** The start of the span that ends at `at`. */
  from?: Date | null;
  /** The place that it counts for; left out: the thread's. */
  place?: { type: string; id: string } | null;
};

/** Writes facts. Threads of test messages have none. A second arrival or first reply of a session changes nothing. */
export async function recordFacts(tx: Sql, facts: NewFact[]): Promise<void> {
  const counted = facts.filter(({ state }) => !state.test);
  if (counted.length === 0) return;
  const rows = await Promise.all(counted.map((fact) => toRow(tx, fact)));
  await tx.$executeRaw(Prisma.sql`
    insert into report_fact (id, at, kind, "threadId", "sessionId", "channelId", "placeType", "placeId",
      "departmentId", "agentId", "startedAt", "wallMs", "officeMs")
    select x.id, x.at, x.kind, x."threadId", x."sessionId", x."channelId", x."placeType", x."placeId",
      x."departmentId", x."agentId", x."startedAt", x."wallMs", x."officeMs"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, at timestamptz, kind text,
      "threadId" uuid, "sessionId" uuid, "channelId" uuid, "placeType" text, "placeId" uuid,
      "departmentId" uuid, "agentId" uuid, "startedAt" timestamptz, "wallMs" bigint, "officeMs" bigint)
    on conflict ("sessionId", kind) where kind in ('arrived', 'replied') do nothing`);
}

/** Takes back the facts of an act of the thread's session that is undone. @param at the time of the act */
export async function forgetFacts(
  tx: Sql,
  { sessionId }: ThreadState,
  { kinds, at }: { kinds: readonly FactKind[]; at: Date },
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    delete from report_fact where "sessionId" = ${sessionId}::uuid and kind = any(${[...kinds]}::text[])
      and at = ${at}::timestamptz`);
}

async function toRow(tx: Sql, fact: NewFact) {
  const { kind, state, at, agentId, from = null } = fact;
  const place = fact.place === undefined ? placeOf(state) : fact.place;
  const span = from === null ? null : await spanOf(tx, state, { from, at });
  return {
    id: newId(),
    at,
    kind,
    threadId: state.id,
    sessionId: state.sessionId,
    channelId: state.channelId,
    placeType: place?.type ?? null,
    placeId: place?.id ?? null,
    departmentId: state.departmentId,
    agentId,
    startedAt: from,
    wallMs: span?.wallMs ?? null,
    officeMs: span?.officeMs ?? null,
  };
}

/** The place that a fact of the thread counts for; null: none. Pure. */
export function placeOf({ routedToType, routedToId }: ThreadState) {
  return routedToType === null || routedToId === null
    ? null
    : { type: routedToType, id: routedToId };
}

/** The office hours are those of the queue, else of the department, the channel or the company. Never negative. */
async function spanOf(
  tx: Sql,
  { channelId, departmentId, routedToType, routedToId }: ThreadState,
  { from, at }: { from: Date; at: Date },
): Promise<{ wallMs: number; officeMs: number }> {
  const wallMs = Math.max(0, at.getTime() - from.getTime());
  const queueId = routedToType === "queue" ? routedToId : null;
  const [row] = await tx.$queryRaw<{ hours: unknown }[]>(Prisma.sql`
    select ${threadHoursSql({
      queueId: Prisma.sql`${queueId}::uuid`,
      departmentId: Prisma.sql`${departmentId}::uuid`,
      channelId: Prisma.sql`${channelId}::uuid`,
    })} as hours`);
  const hours = readHours(row?.hours);
  if (hours === null) return { wallMs, officeMs: wallMs };
  const calendars =
    hours.calendarIds.length === 0 ? undefined : await loadCalendars(tx);
  return { wallMs, officeMs: officeMs(hours, { from, to: at }, calendars) };
}

/**
 * Records a reply to a customer who waited, once the vendor has accepted it and before its send job goes. Every
 * accepted message is given. The session's first reply counts from the first question, if the customer asked before
 * an agent wrote; a later one from the oldest message that it answers.
 * @param at the vendor's own time; null: now
 */
export async function recordAcceptedReply(
  tx: Sql,
  state: ThreadState,
  { messageId, at }: { messageId: string; at: Date | null },
): Promise<void> {
  if (state.test || state.sessionId === null) return;
  const [row] = await tx.$queryRaw<
    { kind: FactKind; agentId: string | null; from: Date; at: Date }[]
  >(Prisma.sql`
    select x.kind, x."agentId", x."from", greatest(coalesce(${at}::timestamptz, now()), x."from") as at
    from (select m."authorId" as "agentId", case when f.is_first then 'replied' else 'replied_next' end as kind,
        case when f.is_first then s."firstQuestionAt" else j."answersSince" end as "from"
      from thread_session s join message m on m.id = ${messageId}::uuid
        left join send_job j on j."messageId" = m.id,
        lateral (select s."firstQuestionAt" is not null and not exists (
          select 1 from report_fact r where r."sessionId" = s.id and r.kind = 'replied') as is_first) f
      where s.id = ${state.sessionId}::uuid and m.kind = 'message' and m."authorType" = 'agent') x
    where x."from" is not null`);
  if (row) await recordFacts(tx, [{ state, ...row }]);
}

/** A reply that a person wrote outside Parley, and the question that it may answer. */
export type OutsideReply = {
  state: ThreadState;
  /** Since when the customer waited; null: nobody did. */
  from: Date | null;
  at: Date;
};

/** Records these replies. One that is older than the question answers nothing. */
export async function recordOutsideReplies(
  tx: Sql,
  replies: OutsideReply[],
): Promise<void> {
  const answering = replies.filter(
    ({ state, from, at }) =>
      state.sessionId !== null && from !== null && from <= at,
  );
  if (answering.length === 0) return;
  const ids = answering.map(({ state }) => state.sessionId);
  const open = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select s.id from thread_session s where s.id = any(${ids}::uuid[]) and s."firstReplyAt" is null`);
  const isFirst = new Set(open.map(({ id }) => id));
  await recordFacts(
    tx,
    answering.map((reply) => ({
      kind: isFirst.has(reply.state.sessionId ?? "")
        ? ("replied" as const)
        : ("replied_next" as const),
      agentId: null,
      ...reply,
    })),
  );
}
