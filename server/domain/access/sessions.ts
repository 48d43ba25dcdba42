import type { Database } from "#server/db/client.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/access/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import {
  actorSelect,
  toActor,
  type ActorRow,
} from "#server/domain/access/load-actor.ts";
import { verifyPassword } from "#server/domain/access/passwords.ts";
import type { Context } from "#server/domain/context.ts";

/** What a cookie holds: it is good as long as the agent's `sessionVersion` stays. */
export type Session = { agentId: string; sessionVersion: number };

export type SignedIn = Session & { name: string; email: string };

type Remembered = { row: ActorRow | null; until: number };

const REMEMBER_MS = 2_000; // how long another process may still let in whom this one has put out
const MAX_REMEMBERED = 10_000;

// One for each database rather than one for all: a test has many.
const remembered = new WeakMap<Database, Map<string, Remembered>>();

/**
 * Null: unknown, disabled, invitation not accepted yet or wrong password. All
 * look alike and take the same time.
 */
export async function checkCredentials(
  context: Context,
  input: { email: string; password: string },
): Promise<SignedIn | null> {
  const agent = await context.db.prisma.agent.findUnique({
    where: { email: input.email.trim().toLowerCase() },
    select: {
      id: true,
      name: true,
      email: true,
      passwordHash: true,
      sessionVersion: true,
      disabledAt: true,
    },
  });
  const fits = await verifyPassword(
    agent?.passwordHash ?? null,
    input.password,
  );
  if (!fits || !agent || agent.disabledAt !== null) return null;
  const { id, name, email, sessionVersion } = agent;
  return { agentId: id, name, email, sessionVersion };
}

/** Who the cookie's bearer is now; null once the session was ended or the agent disabled. */
export async function actorForSession(
  context: Context,
  { agentId, sessionVersion }: Session,
): Promise<Actor | null> {
  const row = await readAgent(context, agentId);
  if (!row || row.sessionVersion !== sessionVersion) return null;
  return toActor(row);
}

/** Called after a commit that changed who an agent is; other processes notice within 2 s. */
export function forgetAgent(context: Context, agentId: string): void {
  remembered.get(context.db)?.delete(agentId);
}

/** The same for everybody: departments have changed. */
export function forgetAgents(context: Context): void {
  remembered.get(context.db)?.clear();
}

/**
 * Signs an agent out everywhere: oneself, or as an admin somebody not above oneself.
 * @throws AppError forbidden, not_found
 */
export async function endSessions(
  context: Context,
  actor: Actor,
  agentId: string,
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const agent = await tx.agent.findUnique({
      where: { id: agentId },
      select: actorSelect,
    });
    if (!agent) throw new AppError("not_found", { agentId });
    const target = { role: agent.role as Actor["role"] };
    const allowed =
      agentId === actor.agentId ||
      (hasRole(actor, "admin") && hasRole(actor, target.role));
    if (!allowed) throw new AppError("forbidden", { needs: "admin" });
    await tx.agent.update({
      where: { id: agentId },
      data: { sessionVersion: { increment: 1 } },
      select: { id: true },
    });
    await writeAudit(tx, actor, "agent.signed_out", {
      type: "agent",
      id: agentId,
    });
  });
  forgetAgent(context, agentId);
}

async function readAgent(
  context: Context,
  agentId: string,
): Promise<ActorRow | null> {
  const known = remembered.get(context.db) ?? new Map<string, Remembered>();
  remembered.set(context.db, known);
  const now = performance.now();
  const found = known.get(agentId);
  if (found && found.until > now) return found.row;
  const row = await context.db.prisma.agent.findUnique({
    where: { id: agentId },
    select: actorSelect,
  });
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(agentId, { row, until: now + REMEMBER_MS });
  return row;
}
