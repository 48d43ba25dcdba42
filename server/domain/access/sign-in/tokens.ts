import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { requireAccessOf } from "#server/domain/access/access-of.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { admitsAddress, type From } from "./addresses.ts";
import { findTokenBearer } from "./bearers.ts";
import { toActor, withLimits } from "#server/domain/access/load-actor.ts";
import type { Context } from "#server/domain/context.ts";
import { newId, randomToken, sha256Hex } from "#server/runtime/crypto.ts";
import type { ApiToken } from "#contract/people/api-token.ts";
import type { TokenScope } from "#contract/people/token-scopes.ts";

const PREFIX = "parley_"; // so that scanners recognize a leaked one
const USED_EVERY_MS = 60_000;
/** One token per program, with room to spare. A program that makes one per call has misunderstood them. */
const MAX_TOKENS_PER_AGENT = 100;

export type NewToken = {
  agentId: string;
  name?: string | undefined;
  scopes?: TokenScope[] | null | undefined;
  expiresAt?: string | null | undefined;
  addresses?: string[] | null | undefined;
};

/**
 * Makes a token that acts as the agent. `token` is shown this once; only its
 * hash is kept. Agents make their own; the command line makes any agent's.
 * @throws AppError forbidden, not_found (also when disabled), wrong_state (too
 * many), invalid_input (an end in the past)
 */
export async function createToken(
  context: Context,
  doer: AuditActor,
  input: NewToken,
): Promise<ApiToken & { token: string }> {
  // An admin's token for another agent would let the admin act under that name.
  if (doer.agentId !== null && doer.agentId !== input.agentId) {
    throw new AppError("forbidden", { reason: "another agent's token" });
  }
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null;
  if (expiresAt !== null && expiresAt <= context.clock.now())
    throw invalidField("expiresAt", "past");
  const scopes = input.scopes ? [...new Set(input.scopes)] : null;
  const addresses = input.addresses ? [...new Set(input.addresses)] : null;
  const token = PREFIX + randomToken();
  return inPrismaTransaction(context.db, async (tx) => {
    const agent = await tx.agent.findFirst({
      where: { id: input.agentId, disabledAt: null },
      select: { id: true },
    });
    if (!agent) throw new AppError("not_found", { agentId: input.agentId });
    await requireRoom(tx, agent.id);
    const row = await tx.apiToken.create({
      data: {
        id: newId(),
        agentId: agent.id,
        hash: sha256Hex(token),
        name: input.name ?? "",
        ...(scopes === null ? {} : { scopes }),
        ...(addresses === null ? {} : { addresses }),
        expiresAt,
      },
      select: tokenSelect,
    });
    await writeAudit(
      tx,
      doer,
      "api_token.created",
      { type: "api_token", id: row.id },
      { agentId: agent.id, name: row.name, scopes, expiresAt, addresses },
    );
    return { ...tokenShape(row), token };
  });
}

// One request after the other, or requests at the same time would each find room.
async function requireRoom(tx: PrismaTx, agentId: string): Promise<void> {
  await lockUntilCommit(tx, `tokens ${agentId}`);
  const held = await tx.apiToken.count({
    where: {
      agentId,
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }],
    },
  });
  if (held >= MAX_TOKENS_PER_AGENT) {
    throw new AppError("wrong_state", {
      current: { tokens: held },
      message: `You have ${MAX_TOKENS_PER_AGENT} tokens. Revoke one first.`,
    });
  }
}

/**
 * Lists an agent's valid tokens, newest first: one's own, or as an admin those
 * of an agent whose role is not above one's own.
 * @throws AppError forbidden, not_found
 */
export async function listTokens(
  context: Context,
  actor: Actor,
  agentId: string = actor.agentId,
): Promise<ApiToken[]> {
  const { prisma } = context.db;
  await requireAccessOf(prisma, actor, agentId);
  // Ended ones are listed, too: their program may still be running.
  const rows = await prisma.apiToken.findMany({
    where: { agentId, revokedAt: null },
    orderBy: { id: "desc" },
    select: tokenSelect,
  });
  return rows.map(tokenShape);
}

/**
 * Revokes a token: one's own, or as an admin that of an agent whose role is
 * not above one's own. `agentId`: the agent that it must belong to. Safe to
 * repeat.
 * @throws AppError not_found, also when it is another agent's
 */
export async function revokeToken(
  context: Context,
  actor: Actor,
  tokenId: string,
  agentId?: string,
): Promise<void> {
  await inPrismaTransaction(context.db, async (tx) => {
    const row = await tx.apiToken.findFirst({
      where: { id: tokenId, ...(agentId === undefined ? {} : { agentId }) },
      select: {
        id: true,
        revokedAt: true,
        agentId: true,
        agent: { select: { role: true } },
      },
    });
    const role = row?.agent.role as Actor["role"] | undefined;
    const allowed =
      row?.agentId === actor.agentId ||
      (role && hasRole(actor, "admin") && hasRole(actor, role));
    if (!row || !allowed) throw new AppError("not_found", { tokenId });
    if (row.revokedAt !== null) return;
    await tx.apiToken.update({
      where: { id: row.id },
      data: { revokedAt: context.clock.now() },
      select: { id: true },
    });
    await writeAudit(
      tx,
      actor,
      "api_token.revoked",
      { type: "api_token", id: row.id },
      { agentId: row.agentId },
    );
  });
}

/** Revokes all of an agent's tokens, in the transaction that ends their sessions. The caller has checked the right. */
export async function revokeTokensOf(
  tx: PrismaTx,
  doer: AuditActor,
  agentId: string,
  now: Date,
): Promise<void> {
  const rows = await tx.apiToken.updateManyAndReturn({
    where: { agentId, revokedAt: null },
    data: { revokedAt: now },
    select: { id: true },
  });
  for (const { id } of rows)
    await writeAudit(
      tx,
      doer,
      "api_token.revoked",
      { type: "api_token", id },
      { agentId },
    );
}

/** The agent of a token, and its scopes; null scopes: everything that the agent may do. */
export type TokenCaller = { actor: Actor; scopes: TokenScope[] | null };

/**
 * Null when the token is unknown, revoked or ended, or its agent is disabled.
 * @throws AppError address_not_allowed: it can't be used from here
 */
export async function callerOfToken(
  context: Context,
  token: string,
  from: From,
): Promise<TokenCaller | null> {
  if (!token.startsWith(PREFIX)) return null;
  const row = await findTokenBearer(context.db.sql, sha256Hex(token));
  if (!row) return null;
  const known = toActor(row, context.clock.now());
  const actor = known && withLimits(known, row.contactLimits, row.hiddenFields);
  if (actor && !admitsAddress(row.addresses, from))
    throw new AppError("address_not_allowed", {
      message: `This token can’t be used from ${from ?? "here"}.`,
      current: { address: from },
    });
  if (actor) {
    await noteUse(context, { id: row.tokenId, lastUsedAt: row.lastUsedAt });
  }
  return actor && { actor, scopes: row.scopes };
}

// At most once a minute: a write for every request would cost more than the request.
async function noteUse(
  context: Context,
  row: { id: string; lastUsedAt: Date | null },
): Promise<void> {
  const now = context.clock.now();
  const stale = new Date(now.getTime() - USED_EVERY_MS);
  if (row.lastUsedAt !== null && row.lastUsedAt > stale) return;
  await context.db.prisma.apiToken.updateMany({
    where: {
      id: row.id,
      OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: stale } }],
    },
    data: { lastUsedAt: now },
  });
}

const tokenSelect = {
  id: true,
  agentId: true,
  name: true,
  createdAt: true,
  lastUsedAt: true,
  scopes: true,
  expiresAt: true,
  addresses: true,
} as const;

function tokenShape(row: {
  id: string;
  agentId: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  scopes: unknown;
  expiresAt: Date | null;
  addresses: unknown;
}): ApiToken {
  return {
    id: row.id,
    agentId: row.agentId,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    scopes: row.scopes as TokenScope[] | null, // written by createToken alone
    expiresAt: row.expiresAt?.toISOString() ?? null,
    addresses: row.addresses as string[] | null, // likewise
  };
}
