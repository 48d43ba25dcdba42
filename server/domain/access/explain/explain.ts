import type { Subject } from "./explain-subject.ts";
import type {
  ExplainQuery,
  Explanation,
  Reason,
} from "#contract/people/access.ts";
import { doorOf, scopeFor, type ActionKey } from "#contract/people/policy.ts";
import type { PolicyScope } from "#contract/people/role-scopes.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { explainThread } from "./explain-thread.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { covers, scopeOf } from "#server/domain/access/scope.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { explanation, reason } from "./reasons.ts";
import { leadPredicate } from "#server/domain/access/visible-lead.ts";

type Reader = Pick<Sql, "$queryRaw">;

/**
 * Explains whether an agent may do an action, and why. Where it is about one
 * thread, channel or lead, the predicate that decides about it answers.
 * @throws AppError forbidden; not_found: the agent, or a thing that does not exist or is outside the
 *   actor's departments; invalid_input: a thing that the action is not about
 */
export async function explain(
  { db }: Context,
  actor: Actor,
  query: ExplainQuery,
): Promise<Explanation> {
  const scope = await scopeOf(db.sql, actor, "access.explain");
  const subject = await readSubject(db.sql, query.agent);
  const { action } = query;
  const thing = await readThing(db.sql, query);
  if (thing && !covers(scope, thing.departmentId))
    throw new AppError("not_found");
  if (!subject.isAdmitted)
    return refused(reason("ended", { name: subject.name }));
  const granted = scopeFor(subject.role, action);
  const rule = ruleOf(subject, action, granted);
  if (granted === "none") return refused(rule);
  if (thing === null) return explanation(true, [rule]);
  const { allowed, reasons } = await decide(db.sql, subject, action, thing);
  return explanation(allowed, [rule, ...reasons]);
}

function refused(...reasons: Reason[]): Explanation {
  return explanation(false, reasons);
}

async function readSubject(sql: Reader, agentId: string): Promise<Subject> {
  const [row] = await sql.$queryRaw<Subject[]>(Prisma.sql`
    select a.id as "agentId", a.name, a.role, ${admittedSql} as "isAdmitted", a."reviewChannelId"
    from agent a where a.id = ${agentId}::uuid`);
  if (!row) throw new AppError("not_found", { agentId });
  return row;
}

export type Thing = {
  type: "thread" | "channel" | "lead";
  id: string;
  departmentId: string | null;
  channelId: string | null;
  /** The agent who has the lead. */
  assignedTo: string | null;
};

async function readThing(
  sql: Reader,
  { thread, channel, lead }: ExplainQuery,
): Promise<Thing | null> {
  const query =
    thread !== undefined
      ? Prisma.sql`select 'thread' as type, t.id, t."departmentId", t."channelId", null::uuid as "assignedTo"
          from thread t where t.id = ${thread}::uuid`
      : channel !== undefined
        ? Prisma.sql`select 'channel' as type, c.id, c."departmentId", c.id as "channelId", null::uuid as "assignedTo"
          from channel c where c.id = ${channel}::uuid and c."deletedAt" is null`
        : lead !== undefined
          ? Prisma.sql`select 'lead' as type, l.id, c."departmentId", l."channelId", l."ownerId" as "assignedTo"
          from lead l left join channel c on c.id = l."channelId" where l.id = ${lead}::uuid`
          : null;
  if (query === null) return null;
  const [thing] = await sql.$queryRaw<Thing[]>(query);
  if (!thing) throw new AppError("not_found");
  return thing;
}

function ruleOf(
  { name, role }: Subject,
  action: ActionKey,
  granted: PolicyScope,
): Reason {
  return reason(granted, { name, role, action });
}

async function decide(
  sql: Reader,
  subject: Subject,
  action: ActionKey,
  thing: Thing,
): Promise<Explanation> {
  const door = doorOf(action);
  if (thing.type === "thread" && door !== null)
    return explainThread(sql, subject, door, thing.id);
  const granted = scopeFor(subject.role, action);
  const { name } = subject;
  if (granted === "all")
    return explanation(true, [reason(`company_${thing.type}`, {})]);
  if (thing.type === "lead" && thing.assignedTo === subject.agentId)
    return explanation(true, [reason("assigned_lead", { name })]);
  // An agent also sees leads that wait where they answer: the predicate knows.
  if (
    thing.type === "lead" &&
    granted === "own" &&
    LEAD_ACTIONS.has(action) &&
    (await mayWorkOnLead(sql, subject, thing.id))
  )
    return explanation(true, [reason("waits_lead", { name })]);
  if (granted === "department") {
    const scope = await scopeOf(sql, subject, action);
    return byDepartment(subject, covers(scope, thing.departmentId), thing);
  }
  if (
    subject.role === "reviewer" &&
    thing.channelId === subject.reviewChannelId
  )
    return explanation(true, [reason("reviews_channel", { name })]);
  return refused(reason(`not_own_${thing.type}`, { name }));
}

/** The actions that the predicate of leads decides about. */
const LEAD_ACTIONS: ReadonlySet<ActionKey> = new Set([
  "leads.read",
  "leads.work",
]);

async function mayWorkOnLead(
  sql: Reader,
  { agentId }: Subject,
  leadId: string,
): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from lead l left join channel ch on ch.id = l."channelId" cross join agent a
    where l.id = ${leadId}::uuid and a.id = ${agentId}::uuid and ${leadPredicate}`);
  return rows.length > 0;
}

function byDepartment(
  { name }: Subject,
  allowed: boolean,
  { departmentId }: Thing,
): Explanation {
  if (departmentId === null)
    return explanation(allowed, [reason("no_department", {})]);
  const code = allowed ? "their_department" : "other_department";
  return explanation(allowed, [reason(code, { name })]);
}
