import { z } from "zod";
import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import type {
  LoginError,
  LoginState,
  StartLogin,
} from "#contract/channels/login.ts";
import type { Database } from "#server/db/client.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import {
  scopeOf,
  whereCovered,
  type Scope,
} from "#server/domain/access/scope.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import type { StoredProblem } from "#server/domain/channels/health/problems.ts";
import { newId, randomToken, sha256Hex } from "#server/runtime/crypto.ts";

/**
 * An agent signs in at a vendor to connect channels: a row of `channel_login`.
 * begun (no `usedAt`): the browser is at the vendor's dialog · used: the dialog
 * led back, and its code is being exchanged · held (`tokenSealed`): the login's
 * token is here, and accounts can be listed and connected. Every state ends at
 * `expiresAt`, also after a crash, and then the row is swept.
 */
const STATE_LIVES_MS = 10 * 60_000;
const TOKEN_LIVES_MS = 60 * 60_000;

/** The caller of a request. `sessionId` null: with an API token. */
export type LoginCaller = { agentId: string; sessionId: string | null };

export type BegunLogin = {
  appId: string;
  state: string;
  /** The problems of the app's pages that such a login can repair. */
  mends: LoginMends;
};

export type LoginMends = {
  /** A permission is missing on one of them. */
  permissions: boolean;
  /** The access to data of one of them has ended or ends soon. */
  access: boolean;
};

/**
 * Begins a login with the app that is named, or with the one that is connected
 * already. The state is stored hashed. For supervisors.
 * @throws AppError forbidden, invalid_input (no app, or a new one without its secret)
 */
export async function beginLogin(
  context: Context,
  doer: AuditActor,
  input: StartLogin & { kind: ChannelKind; sessionId: string | null },
): Promise<BegunLogin> {
  const { db, vault, clock } = context;
  const { agentId } = doer;
  const scope = await scopeOf(db.prisma, doer);
  if (agentId === null) throw new AppError("forbidden");
  const { appId, secret } = await chooseApp(context, scope, input);
  const state = randomToken();
  const now = clock.now();
  await db.prisma.channelLogin.create({
    data: {
      id: newId(),
      kind: input.kind,
      agentId,
      sessionId: input.sessionId,
      stateHash: sha256Hex(state),
      appId,
      secretSealed: vault.seal(secret),
      returnTo: input.returnTo,
      expiresAt: new Date(now.getTime() + STATE_LIVES_MS),
    },
    select: { id: true },
  });
  const mends = await mendsOf(db, scope, { kind: input.kind, appId });
  return { appId, state, mends };
}

async function mendsOf(
  { prisma }: Database,
  scope: Scope,
  { kind, appId }: { kind: ChannelKind; appId: string },
): Promise<LoginMends> {
  const rows = await prisma.channel.findMany({
    where: {
      kind,
      deletedAt: null,
      health: { not: "ok" },
      source: { externalId: appId },
      ...whereCovered(scope),
    },
    select: { problems: true },
  });
  const codes = new Set(
    rows.flatMap(({ problems }) =>
      (problems as StoredProblem[]).map(({ code }) => code),
    ),
  );
  return {
    permissions: codes.has("permission_missing"),
    access: codes.has("data_access_ending"),
  };
}

async function chooseApp(
  { db, vault }: Context,
  scope: Scope,
  { kind, appId, appSecret }: StartLogin & { kind: ChannelKind },
): Promise<{ appId: string; secret: string }> {
  if (appId !== undefined && appSecret !== undefined)
    return { appId, secret: appSecret };
  const saved = await findSavedApp(db, scope, { kind, appId });
  if (saved)
    return {
      appId: saved.externalId,
      secret: appSecret ?? vault.open(saved.secretSealed),
    };
  throw appId === undefined
    ? invalidInput("appId", "No app is connected yet: give its id.")
    : invalidInput("appSecret", "This app is new: give its secret.");
}

/** The app that was connected last. A supervisor uses the apps of the pages that they supervise. */
function findSavedApp(
  db: Database,
  scope: Scope,
  { kind, appId }: { kind: ChannelKind; appId?: string | undefined },
): Promise<{ externalId: string; secretSealed: string } | null> {
  return db.prisma.source.findFirst({
    where: {
      kind,
      ...(appId === undefined ? {} : { externalId: appId }),
      ...(scope === "company"
        ? {}
        : { channels: { some: whereCovered(scope) } }),
    },
    orderBy: { createdAt: "desc" },
    select: { externalId: true, secretSealed: true },
  });
}

/** The app that a login would use, and the login that the agent holds. For supervisors. @throws AppError forbidden */
export async function loginState(
  { db, clock }: Context,
  doer: AuditActor,
  kind: ChannelKind,
): Promise<Omit<LoginState, "redirectUri">> {
  const scope = await scopeOf(db.prisma, doer);
  const saved = await findSavedApp(db, scope, { kind });
  const held = await findHeld(db, doer, clock.now());
  return {
    savedAppId: saved?.externalId ?? null,
    login: held && {
      appId: held.appId,
      expiresAt: held.expiresAt.toISOString(),
    },
  };
}

/** A login whose dialog has led back, to be exchanged. */
export type UsedLogin = {
  id: string;
  kind: ChannelKind;
  agentId: string;
  app: { appId: string; secret: string };
  returnTo: string;
};

export type TakenState =
  | { ok: true; login: UsedLogin }
  /** `returnTo` null: not known. */
  | { ok: false; error: LoginError; returnTo: string | null };

/** Uses up a state, once, for the session that began it. */
export async function takeState(
  { db, vault, clock }: Context,
  caller: LoginCaller | null,
  state: string,
): Promise<TakenState> {
  const now = clock.now();
  const row = await db.prisma.channelLogin.findUnique({
    where: { stateHash: sha256Hex(state) },
  });
  if (!row) return { ok: false, error: "state_unknown", returnTo: null };
  const { id, returnTo } = row;
  const refused = (error: LoginError): TakenState => ({
    ok: false,
    error,
    returnTo,
  });
  if (!isOf(row, caller)) return refused("state_foreign");
  if (row.usedAt !== null) return refused("state_used");
  if (row.expiresAt <= now) return refused("state_expired");
  const { count } = await db.prisma.channelLogin.updateMany({
    where: { id, usedAt: null },
    data: { usedAt: now },
  });
  if (count === 0) return refused("state_used");
  const app = { appId: row.appId, secret: vault.open(row.secretSealed) };
  const kind = row.kind as ChannelKind; // written by us alone
  return {
    ok: true,
    login: { id, kind, agentId: row.agentId, app, returnTo },
  };
}

/** Begun with an API token, a login can go on in any session of its agent. */
function isOf(
  row: { agentId: string; sessionId: string | null },
  caller: LoginCaller | null,
): boolean {
  if (caller?.agentId !== row.agentId) return false;
  return row.sessionId === null || row.sessionId === caller.sessionId;
}

/** The vendor's address of each account's picture. No secret is among it. */
const picturesSchema = z.record(z.string(), z.string());
export type LoginPictures = z.infer<typeof picturesSchema>;

/** Keeps the login's token, sealed, for an hour; those that the agent held before end. */
export async function holdLogin(
  { db, vault, clock }: Context,
  doer: AuditActor,
  { id, kind, agentId, app }: UsedLogin,
  held: { token: string; pictures: LoginPictures },
): Promise<void> {
  await inPrismaTransaction(db, async (tx) => {
    await tx.channelLogin.deleteMany({
      where: { agentId, kind, tokenSealed: { not: null } },
    });
    await tx.channelLogin.update({
      where: { id },
      data: {
        tokenSealed: vault.seal(held.token),
        pictures: held.pictures,
        expiresAt: new Date(clock.now().getTime() + TOKEN_LIVES_MS),
      },
      select: { id: true },
    });
    const target = { type: "agent", id: agentId };
    await writeAudit(tx, doer, "agent.signed_in_at_vendor", target, {
      kind,
      appId: app.appId,
    });
  });
}

/** A login that led to nothing is not kept. */
export async function endLogin(
  { db }: Context,
  { id }: Pick<UsedLogin, "id">,
): Promise<void> {
  await db.prisma.channelLogin.deleteMany({ where: { id, tokenSealed: null } });
}

export type HeldLogin = {
  kind: ChannelKind;
  app: { appId: string; secret: string };
  token: string;
  pictures: LoginPictures;
};

/**
 * The login that the agent holds now. For supervisors.
 * @throws AppError forbidden, wrong_state (none, or it has ended)
 */
export async function heldLogin(
  { db, vault, clock }: Context,
  doer: AuditActor,
): Promise<HeldLogin> {
  await scopeOf(db.prisma, doer);
  const row = await findHeld(db, doer, clock.now());
  if (!row || row.tokenSealed === null)
    throw new AppError("wrong_state", { current: { login: "none" } });
  return {
    kind: row.kind as ChannelKind,
    app: { appId: row.appId, secret: vault.open(row.secretSealed) },
    token: vault.open(row.tokenSealed),
    pictures: picturesSchema.safeParse(row.pictures).data ?? {},
  };
}

async function findHeld(db: Database, { agentId }: AuditActor, now: Date) {
  if (agentId === null) return null;
  return db.prisma.channelLogin.findFirst({
    where: { agentId, tokenSealed: { not: null }, expiresAt: { gt: now } },
    orderBy: { expiresAt: "desc" },
  });
}
