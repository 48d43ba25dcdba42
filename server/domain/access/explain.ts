import type { Subject } from "./explain-subject.ts";
import type { ExplainQuery, Explanation } from "#contract/people/access.ts";
import {
  doorOf,
  POLICY,
  scopeFor,
  type ActionKey,
  type PolicyScope,
} from "#contract/people/policy.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { explainThread } from "#server/domain/access/explain-thread.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { covers, scopeOf } from "#server/domain/access/scope.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";

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
    return refused(`${subject.name}’s access is disabled or has ended.`);
  const granted = scopeFor(subject.role, action);
  const rule = ruleOf(subject, action, granted);
  if (granted === "none") return refused(rule);
  if (thing === null) return { allowed: true, because: [rule] };
  const { allowed, because } = await decide(db.sql, subject, action, thing);
  return { allowed, because: [rule, ...because] };
}

function refused(...because: string[]): Explanation {
  return { allowed: false, because };
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
  /** Of a lead. */
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
): string {
  const { title } = POLICY[action];
  const who = `${name} has the role ${role}`;
  switch (granted) {
    case "all":
      return `${who}, which may do this in the whole company: ${title}.`;
    case "department":
      return `${who}, which may do this in their departments and without a department: ${title}.`;
    case "own":
      return `${who}, which may do this with what is theirs: ${title}.`;
    case "none":
      return `${who}, which may not do this: ${title}.`;
  }
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
  const noun = { thread: "conversation", channel: "channel", lead: "lead" };
  const what = `The ${noun[thing.type]}`;
  if (granted === "all")
    return { allowed: true, because: [`${what} belongs to the company.`] };
  if (thing.type === "lead" && thing.assignedTo === subject.agentId)
    return {
      allowed: true,
      because: [`${what} is assigned to ${subject.name}.`],
    };
  if (granted === "department") {
    const scope = await scopeOf(sql, subject, action);
    return byDepartment(
      what,
      subject,
      covers(scope, thing.departmentId),
      thing,
    );
  }
  if (
    subject.role === "reviewer" &&
    thing.channelId === subject.reviewChannelId
  )
    return {
      allowed: true,
      because: [`${subject.name} reviews this channel.`],
    };
  return refused(`${what} is not ${subject.name}’s own.`);
}

function byDepartment(
  what: string,
  { name }: Subject,
  allowed: boolean,
  { departmentId }: Thing,
): Explanation {
  if (departmentId === null)
    return { allowed, because: [`${what} belongs to no department.`] };
  return {
    allowed,
    because: [
      allowed
        ? `${what} belongs to a department that ${name} supervises.`
        : `${what} belongs to a department that ${name} does not supervise.`,
    ],
  };
}
