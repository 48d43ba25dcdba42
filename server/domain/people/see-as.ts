import { maySeeAs, SEE_AS_MINUTES } from "#contract/people/see-as.ts";
import type { Role } from "#contract/people/agent.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { maySeeSql } from "#server/domain/access/sign-in/seen-join.ts";
import { forgetAgent } from "#server/domain/access/sign-in/sessions.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { newId } from "#server/runtime/crypto.ts";

const MINUTE_MS = 60_000;

/**
 * From now on this session sees the console as the agent does and can change
 * nothing, for at most half an hour. The caller makes open sockets check their
 * access again.
 * @returns when it ends by itself
 * @throws AppError forbidden (a role with more rights), not_found, not_supported (oneself, no session),
 *   wrong_state (disabled)
 */
export async function startSeeingAs(
  context: Context,
  actor: Actor,
  { agentId, sessionId }: { agentId: string; sessionId: string | undefined },
): Promise<{ until: Date }> {
  requireAction(actor, "people.see_as");
  if (sessionId === undefined)
    throw new AppError("not_supported", {
      message: "Only a signed-in browser can see the console as someone else.",
    });
  if (agentId === actor.agentId)
    throw new AppError("not_supported", {
      message: "You already see the console as yourself.",
    });
  const until = new Date(
    context.clock.now().getTime() + SEE_AS_MINUTES * MINUTE_MS,
  );
  await inSqlTransaction(context.db, async (tx) => {
    // One start at a time for each browser.
    await tx.$queryRaw(
      Prisma.sql`select id from agent_session where id = ${sessionId}::uuid for update`,
    );
    const [agent] = await tx.$queryRaw<
      { role: Role; isAdmitted: boolean }[]
    >(Prisma.sql`
      select a.role, ${admittedSql} as "isAdmitted" from agent a where a.id = ${agentId}::uuid`);
    if (!agent) throw new AppError("not_found", { agentId });
    if (!maySeeAs(actor.role, agent.role))
      throw new AppError("forbidden", { needs: agent.role });
    if (!agent.isAdmitted)
      throw new AppError("wrong_state", { current: { disabled: true } });
    // One that is over, and that no sweep has recorded yet.
    await end(tx, Prisma.sql`v."sessionId" = ${sessionId}::uuid`);
    await tx.$executeRaw(Prisma.sql`
      insert into see_as (id, "sessionId", "viewerId", "agentId", until) values (${newId()}::uuid, ${sessionId}::uuid,
        ${actor.agentId}::uuid, ${agentId}::uuid, ${until}::timestamptz)`);
    const target = { type: "agent", id: agentId };
    await writeAudit(tx, actor, "agent.see_as_started", target, {
      until: until.toISOString(),
    });
  });
  forgetAgent(context, actor.agentId);
  return { until };
}

/** Ends it: the session is its own agent's again. Safe to repeat. The caller makes open sockets check their access again. */
export async function stopSeeingAs(
  context: Context,
  { seenBy }: Actor,
  sessionId: string | undefined,
): Promise<void> {
  if (!seenBy || sessionId === undefined) return;
  await inSqlTransaction(context.db, (tx) =>
    end(tx, Prisma.sql`v."sessionId" = ${sessionId}::uuid`),
  );
  forgetAgent(context, seenBy.agentId);
}

/**
 * Records the end of those that are over: by time, with their session, or
 * because one of the two has lost their access. Requests and sockets check
 * that on their own.
 * @returns how many
 */
export async function sweepSeeingAs({ db }: Context): Promise<number> {
  const isOver = Prisma.sql`(v."sessionId" is null or not ${maySeeSql})`;
  const due = await db.sql.$queryRaw<unknown[]>(Prisma.sql`
    select v.id from see_as v join agent a on a.id = v."viewerId" join agent w on w.id = v."agentId" where ${isOver} limit 1`);
  if (due.length === 0) return 0;
  return inSqlTransaction(db, (tx) => end(tx, isOver));
}

type Ended = {
  agentId: string;
  viewerId: string;
  name: string;
  role: Role;
  because: "left" | "time" | "signed_out" | "access";
};

/** @param which a condition on a `see_as v`, its viewer `a` and the agent `w` */
async function end(tx: Sql, which: Prisma.Sql): Promise<number> {
  const ended = await tx.$queryRaw<Ended[]>(Prisma.sql`
    delete from see_as v using agent a, agent w where a.id = v."viewerId" and w.id = v."agentId" and ${which}
    returning v."agentId", a.id as "viewerId", a.name, a.role, case when v."sessionId" is null then 'signed_out'
      when v.until <= now() then 'time' when not ${maySeeSql} then 'access' else 'left' end as because`);
  for (const { agentId, viewerId, name, role, because } of ended) {
    const viewer = { agentId: viewerId, name, role };
    const target = { type: "agent", id: agentId };
    await writeAudit(tx, viewer, "agent.see_as_ended", target, { because });
  }
  return ended.length;
}
