import type { Role } from "#contract/people/agent.ts";
import { securitySettingsSchema } from "#contract/people/security.ts";
import { foldEmail } from "#contract/text/fold.ts";
import type { Database } from "#server/db/client.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { requireAccessOf } from "#server/domain/access/access-of.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { admitsAddress, type From } from "./addresses.ts";
import {
  findSessionBearer,
  SECURITY_KEY,
  type SessionBearer,
} from "./bearers.ts";
import {
  isAdmitted,
  toActor,
  withLimits,
} from "#server/domain/access/load-actor.ts";
import { verifyPassword } from "./passwords.ts";
import { redeemSecondFactor } from "./second-factor.ts";
import { revokeTokensOf } from "./tokens.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { newId } from "#server/runtime/crypto.ts";

/**
 * The content of a cookie. It is valid as long as its session's row exists and
 * the agent's `sessionVersion` stays: signing out deletes the row, a new
 * password raises the version.
 */
export type Session = {
  sessionId: string;
  agentId: string;
  sessionVersion: number;
};

export type SignedIn = Session & { name: string; email: string };

type Remembered = {
  agentId: string;
  row: SessionBearer | null;
  until: number;
};

const REMEMBER_MS = 2_000; // how long another process may still admit an agent whom this one has signed out
const MAX_REMEMBERED = 10_000;

// By session id. One map for each database rather than one for all: a test has many.
const remembered = new WeakMap<Database, Map<string, Remembered>>();

/**
 * Opens a session. Null: unknown, disabled, invitation not accepted yet or
 * wrong password. All look alike and take the same time. Only a right password
 * learns that a code is needed.
 * @throws AppError code_needed, code_wrong
 */
export async function signIn(
  context: Context,
  input: { email: string; password: string; code?: string | undefined },
): Promise<SignedIn | null> {
  const agent = await context.db.prisma.agent.findUnique({
    where: { email: foldEmail(input.email) },
    select: {
      id: true,
      name: true,
      email: true,
      passwordHash: true,
      sessionVersion: true,
      disabledAt: true,
      expiresAt: true,
      totpSealed: true,
      totpAt: true,
    },
  });
  const fits = await verifyPassword(
    agent?.passwordHash ?? null,
    input.password,
  );
  if (!fits || !agent || !isAdmitted(agent, context.clock.now())) return null;
  const { id, name, email, sessionVersion, totpAt, totpSealed } = agent;
  if (totpAt !== null && totpSealed !== null) {
    if (input.code === undefined) throw new AppError("code_needed");
    const secret = { agentId: id, sealed: totpSealed };
    if (!(await redeemSecondFactor(context, secret, input.code)))
      throw new AppError("code_wrong");
  }
  const sessionId = await openSession(
    context.db.prisma,
    id,
    context.clock.now(),
  );
  return { sessionId, agentId: id, name, email, sessionVersion };
}

/**
 * Opens a session for an agent who has just proved their identity. Where their
 * role has a limit, the sessions that were used longest ago end; another
 * process may admit these for some seconds.
 * @returns its id
 */
export async function openSession(
  tx: Pick<PrismaTx, "agentSession" | "agent" | "setting">,
  agentId: string,
  now: Date,
): Promise<string> {
  const { id } = await tx.agentSession.create({
    data: { id: newId(), agentId, createdAt: now, lastSeenAt: now },
    select: { id: true },
  });
  const limit = await sessionLimitOf(tx, agentId);
  if (limit === null) return id;
  const others = await tx.agentSession.findMany({
    where: { agentId, id: { not: id } },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  const ended = others.slice(limit - 1).map((session) => session.id);
  await tx.agentSession.deleteMany({ where: { id: { in: ended } } });
  return id;
}

/** Null: none. */
async function sessionLimitOf(
  tx: Pick<PrismaTx, "agent" | "setting">,
  agentId: string,
): Promise<number | null> {
  const setting = await tx.setting.findUnique({
    where: { key: SECURITY_KEY },
    select: { value: true },
  });
  const known = securitySettingsSchema.partial().safeParse(setting?.value);
  const limits = known.data?.sessionLimits ?? {};
  if (Object.keys(limits).length === 0) return null;
  const agent = await tx.agent.findUniqueOrThrow({
    where: { id: agentId },
    select: { role: true },
  });
  return limits[agent.role as Role] ?? null;
}

/** Signs one browser out: every copy of its cookie becomes invalid. Safe to repeat. */
export async function closeSession(
  context: Context,
  { sessionId, agentId }: Pick<Session, "sessionId" | "agentId">,
): Promise<void> {
  await context.db.prisma.agentSession.deleteMany({
    where: { id: sessionId, agentId },
  });
  forgetAgent(context, agentId);
}

/**
 * The agent of the cookie as of now, or the one as whom they see the console;
 * null once the session has ended or the agent is disabled, and where their
 * role can't use the console from here.
 */
export async function actorForSession(
  context: Context,
  session: Session,
  from: From,
): Promise<Actor | null> {
  const row = await readSession(context, session);
  if (!row || row.sessionVersion !== session.sessionVersion) return null;
  const isInside = admitsAddress(row.allowedAddresses, from);
  if (!isInside && !row.isExempt) return null;
  const now = context.clock.now();
  const actor = toActor(row, now);
  if (actor && !row.needsTotp && row.seen) {
    const { until, hiddenFields, ...seen } = row.seen;
    const { agentId, name } = actor;
    const seenBy = { agentId, name, until: new Date(until) };
    if (seenBy.until > now)
      return withLimits({ ...seen, seenBy }, row.contactLimits, hiddenFields);
  }
  return (
    actor && {
      ...withLimits(actor, row.contactLimits, row.hiddenFields),
      ...(row.needsTotp ? { needsTotp: true } : {}),
      ...(isInside ? {} : { isExempt: true }),
    }
  );
}

/** Called after a commit that changed an agent's role or access. Other processes notice within 2 s. */
export function forgetAgent(context: Context, agentId: string): void {
  const known = remembered.get(context.db);
  for (const [sessionId, one] of known ?? [])
    if (one.agentId === agentId || one.row?.seen?.agentId === agentId)
      known?.delete(sessionId);
}

/** The same for all agents: departments have changed. */
export function forgetAgents(context: Context): void {
  remembered.get(context.db)?.clear();
}

/** `tokens`: also ends the agent's API tokens. */
export type EndSessions = { tokens?: boolean | undefined };

/**
 * Signs an agent out everywhere: the actor themselves, or as an admin an agent
 * whose role is not above theirs.
 * @throws AppError forbidden, not_found
 */
export async function endSessions(
  context: Context,
  actor: Actor,
  agentId: string,
  { tokens = false }: EndSessions = {},
): Promise<void> {
  await inPrismaTransaction(context.db, async (tx) => {
    await requireAccessOf(tx, actor, agentId);
    await tx.agent.update({
      where: { id: agentId },
      data: { sessionVersion: { increment: 1 } },
      select: { id: true },
    });
    await tx.agentSession.deleteMany({ where: { agentId } });
    if (tokens) await revokeTokensOf(tx, actor, agentId, context.clock.now());
    await writeAudit(
      tx,
      actor,
      "agent.signed_out",
      { type: "agent", id: agentId },
      { tokens },
    );
  });
  forgetAgent(context, agentId);
}

async function readSession(
  context: Context,
  { sessionId, agentId }: Session,
): Promise<SessionBearer | null> {
  const known = remembered.get(context.db) ?? new Map<string, Remembered>();
  remembered.set(context.db, known);
  const now = performance.now();
  const found = known.get(sessionId);
  if (found && found.until > now) return found.row;
  const row = await findSessionBearer(context.db.sql, { sessionId, agentId });
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(sessionId, { agentId, row, until: now + REMEMBER_MS });
  return row;
}
