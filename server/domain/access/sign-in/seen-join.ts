import { SEE_AS_PAIRS } from "#contract/people/see-as.ts";
import { Prisma } from "#server/db/client.ts";
import { hiddenFieldsSql } from "#server/domain/access/hidden-fields-sql.ts";
import { isAdmittedSql } from "#server/domain/access/load-actor.ts";

/** SQL condition on a `see_as v`, its viewer `a` and the agent `w`: the one may still see the console as the other. */
export const maySeeSql = Prisma.sql`(v.until > now() and ${isAdmittedSql(Prisma.sql`a`)} and ${isAdmittedSql(Prisma.sql`w`)}
  and (a.role, w.role) in (${Prisma.join(SEE_AS_PAIRS.map(([viewer, seen]) => Prisma.sql`(${viewer}, ${seen})`))}))`;

/** SQL join, over a session `s` and its agent `a`: `seen.actor`, as whom the session sees the console. */
export const seenJoin = Prisma.sql`left join lateral (
  select w.id as "agentId", json_build_object('agentId', w.id, 'name', w.name, 'email', w.email, 'role', w.role, 'until', v.until,
    'hiddenFields', ${hiddenFieldsSql(Prisma.sql`w`)}, 'departmentIds', array(select d."departmentId" from department_member d where d."agentId" = w.id)) as actor
  from see_as v join agent w on w.id = v."agentId" where v."sessionId" = s.id and ${maySeeSql}) seen on true`;
