import type { Explanation, Reason } from "#contract/people/access.ts";
import type { ThreadDoor } from "#contract/people/policy.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { canManageThread } from "#server/domain/access/can-manage-thread.ts";
import { supervisesSql } from "#server/domain/access/scope.ts";
import {
  visiblePredicate,
  workablePredicate,
} from "#server/domain/access/visible.ts";
import type { Subject } from "./explain-subject.ts";
import { explanation, reason } from "./reasons.ts";

/** The facts that the predicates of visible.ts are made of. */
type Facts = {
  sees: boolean;
  works: boolean;
  supervises: boolean;
  owns: boolean;
  closed: boolean;
  offered: boolean;
  waitsForThem: boolean;
  managesQueue: boolean;
  readsQueue: boolean;
  participates: boolean;
  reviews: boolean;
  owner: string | null;
  departmentId: string | null;
  routedToType: string | null;
  routedToId: string | null;
};

/**
 * Whether an agent may see, work on or manage a thread, by the predicate that decides, with every fact that
 * opens it to them.
 */
export async function explainThread(
  sql: Pick<Sql, "$queryRaw">,
  subject: Subject,
  door: ThreadDoor,
  threadId: string,
): Promise<Explanation> {
  const [facts] = await sql.$queryRaw<Facts[]>(factsOf(subject, threadId));
  if (!facts) return explanation(false, []);
  const allowed = await decides(sql, subject, door, facts);
  const found = ways(subject, facts);
  return explanation(
    allowed,
    allowed ? found : [...found, refusal(subject, door, facts)],
  );
}

function decides(
  sql: Pick<Sql, "$queryRaw">,
  { agentId, role, name }: Subject,
  door: ThreadDoor,
  facts: Facts,
): Promise<boolean> | boolean {
  switch (door) {
    case "see":
      return facts.sees;
    case "work":
      return facts.works;
    case "manage":
      return canManageThread(
        sql,
        { agentId, role, name, email: "", departmentIds: [] },
        facts,
      );
  }
}

function factsOf({ agentId }: Subject, threadId: string): Prisma.Sql {
  const member = (condition: Prisma.Sql) =>
    Prisma.sql`exists (select 1 from queue_member m where t."routedToType" = 'queue'
      and m."queueId" = t."routedToId" and m."agentId" = a.id and ${condition})`;
  const isFree = Prisma.sql`t."ownerId" is null and t.status <> 'closed'`;
  return Prisma.sql`
    select ${visiblePredicate} as sees, ${workablePredicate} as works,
      ${supervisesSql(Prisma.sql`t."departmentId"`)} as supervises,
      t."ownerId" is not distinct from a.id as owns,
      (t."ownerId" is null and t.status = 'closed' and t."lastOwnerId" is not distinct from a.id) as closed,
      exists (select 1 from offer o where o."threadId" = t.id and o."agentId" = a.id and o."endedAt" is null) as offered,
      ((${isFree}) and (${member(Prisma.sql`m."loggedIn"`)}
        or (t."routedToType" = 'agent' and t."routedToId" = a.id)
        or exists (select 1 from ring_group_member g where t."routedToType" = 'ring_group'
          and g."ringGroupId" = t."routedToId" and g."agentId" = a.id))) is true as "waitsForThem",
      ${member(Prisma.sql`m.manager`)} as "managesQueue",
      exists (select 1 from queue q where t."routedToType" = 'queue' and q.id = t."routedToId" and (
        (q.visibility = 'queue_read' and exists (
          select 1 from queue_member m where m."queueId" = q.id and m."agentId" = a.id))
        or (q.visibility = 'department_read' and exists (
          select 1 from department_member d where d."departmentId" = q."departmentId" and d."agentId" = a.id)))) as "readsQueue",
      exists (select 1 from thread_participant p where p."threadId" = t.id and p."agentId" = a.id) as participates,
      (a.role = 'reviewer' and t."channelId" is not distinct from a."reviewChannelId") as reviews,
      (select o.name from agent o where o.id = t."ownerId") as owner,
      t."departmentId", t."routedToType", t."routedToId"
    from thread t, agent a where t.id = ${threadId}::uuid and a.id = ${agentId}::uuid`;
}

function ways({ name }: Subject, facts: Facts): Reason[] {
  const all: [boolean, Reason["code"]][] = [
    [
      facts.supervises,
      facts.departmentId === null ? "supervises_free" : "supervises",
    ],
    [facts.owns, "owns"],
    [facts.closed, "closed"],
    [facts.offered, "offered"],
    [facts.waitsForThem, "waits"],
    [facts.managesQueue, "manages_queue"],
    [facts.readsQueue, "reads_queue"],
    [facts.participates, "participates"],
    [facts.reviews, "reviews_thread"],
  ];
  return all.filter(([is]) => is).map(([, code]) => reason(code, { name }));
}

function refusal(
  { name }: Subject,
  door: ThreadDoor,
  { sees, owner }: Facts,
): Reason {
  if (!sees) return reason("unseen", { name });
  if (door !== "manage") return reason("participant_only", { name });
  return owner === null
    ? reason("unmanaged", { name })
    : reason("owned", { owner });
}
