import Bowser from "bowser";
import type { AgentSession } from "#contract/people/session.ts";
import { truncate } from "#contract/text/text.ts";
import type { Database } from "#server/db/client.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { requireAccessOf } from "#server/domain/access/access-of.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { forgetAgent } from "./sessions.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";

export type SeenAt = { address: string; userAgent: string | null };

const TOUCH_MS = 60_000;
const MAX_TOUCHED = 10_000;
const MAX_USER_AGENT = 500;

// By session id, when it is recorded again. One map for each database: a test has many.
const touched = new WeakMap<Database, Map<string, number>>();

/** Records where a session is used, at most once a minute, and once if it passes its role's list of addresses. */
export async function touchSession(
  context: Context,
  sessionId: string,
  { address, userAgent }: SeenAt,
  actor: Actor,
): Promise<void> {
  const { db, clock } = context;
  const known = touched.get(db) ?? new Map<string, number>();
  touched.set(db, known);
  const now = performance.now();
  if ((known.get(sessionId) ?? 0) > now) return;
  if (known.size >= MAX_TOUCHED) known.clear();
  known.set(sessionId, now + TOUCH_MS);
  // One row, many or none: the session may have ended this moment.
  await db.prisma.agentSession.updateMany({
    where: { id: sessionId },
    data: {
      lastSeenAt: clock.now(),
      address,
      userAgent: userAgent && truncate(userAgent, MAX_USER_AGENT),
    },
  });
  if (actor.isExempt) await noteExempt(context, actor, sessionId, address);
}

async function noteExempt(
  { db, clock }: Context,
  actor: Actor,
  sessionId: string,
  address: string,
): Promise<void> {
  await inPrismaTransaction(db, async (tx) => {
    const { count } = await tx.agentSession.updateMany({
      where: { id: sessionId, exemptAt: null },
      data: { exemptAt: clock.now() },
    });
    if (count === 0) return;
    const target = { type: "agent", id: actor.agentId };
    await writeAudit(tx, actor, "agent.address_exempt", target, { address });
  });
}

/**
 * Lists an agent's sessions, the last used first: the actor's own, or as an
 * admin those of an agent whose role is not above theirs.
 * @param currentId the session that asks
 * @throws AppError forbidden, not_found
 */
export async function listSessions(
  context: Context,
  actor: Actor,
  { agentId, currentId }: { agentId: string; currentId: string | undefined },
): Promise<AgentSession[]> {
  return inPrismaTransaction(context.db, async (tx) => {
    await requireAccessOf(tx, actor, agentId);
    const rows = await tx.agentSession.findMany({
      where: { agentId },
      orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
      select: {
        id: true,
        userAgent: true,
        address: true,
        createdAt: true,
        lastSeenAt: true,
      },
    });
    return rows.map(({ userAgent, createdAt, lastSeenAt, ...row }) => ({
      ...row,
      ...deviceOf(userAgent),
      current: row.id === currentId,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
    }));
  });
}

/**
 * Ends one session. The caller makes open sockets check their access again.
 * @throws AppError forbidden, not_found: also a session of another agent
 */
export async function endSession(
  context: Context,
  actor: Actor,
  { agentId, sessionId }: { agentId: string; sessionId: string },
): Promise<void> {
  await inPrismaTransaction(context.db, async (tx) => {
    await requireAccessOf(tx, actor, agentId);
    const { count } = await tx.agentSession.deleteMany({
      where: { id: sessionId, agentId },
    });
    if (count === 0) throw new AppError("not_found", { sessionId });
    const target = { type: "agent", id: agentId };
    await writeAudit(tx, actor, "agent.session_ended", target);
  });
  forgetAgent(context, agentId);
}

/** The browser and the system that a User-Agent header names. Pure. */
export function deviceOf(
  userAgent: string | null,
): Pick<AgentSession, "browser" | "system"> {
  if (userAgent === null || userAgent === "")
    return { browser: null, system: null };
  const { browser, os } = Bowser.parse(userAgent);
  // An unknown one has an empty name.
  return { browser: browser.name || null, system: os.name || null };
}
