import type {
  CreateTeamChat,
  TeamChat,
  UpdateTeamChat,
} from "#contract/notifications/team-chat.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { newId } from "#server/runtime/crypto.ts";

/*
 * The team chats that get alerts. Address and secret are sealed: who has the address of a Slack webhook can write
 * there. They never come back.
 */

const MAX_TEAM_CHATS = 50;

const select = {
  id: true,
  name: true,
  kind: true,
  host: true,
  recipient: true,
  alerts: true,
  locale: true,
  showsText: true,
  on: true,
  lastSentAt: true,
  error: true,
} as const;

/** Lists the team chats by name. For admins. @throws AppError forbidden */
export async function listTeamChats(
  { db }: Context,
  actor: Actor,
): Promise<TeamChat[]> {
  requireAction(actor, "settings.inspect");
  const rows = await db.prisma.teamChat.findMany({
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select,
  });
  return rows.map(shapeOf);
}

/** @throws AppError forbidden, invalid_input (`url`, `name`) */
export async function createTeamChat(
  context: Context,
  actor: Actor,
  { url, secret, recipient, ...input }: CreateTeamChat,
): Promise<TeamChat> {
  requireAction(actor, "settings.manage");
  return inPrismaTransaction(context.db, async (tx) => {
    if ((await tx.teamChat.count()) >= MAX_TEAM_CHATS)
      throw invalidField("name", "too_many_team_chats");
    const row = await tx.teamChat.create({
      data: {
        id: newId(),
        ...input,
        recipient: recipient ?? null,
        ...addressColumns(context, url),
        secretSealed: secret === undefined ? null : context.vault.seal(secret),
      },
      select,
    });
    await audited(tx, actor, "team_chat.created", row, { kind: row.kind });
    return shapeOf(row);
  });
}

/** @throws AppError forbidden, not_found, invalid_input (`url`, `secret`) */
export async function updateTeamChat(
  context: Context,
  actor: Actor,
  id: string,
  { url, secret, ...patch }: UpdateTeamChat,
): Promise<TeamChat> {
  requireAction(actor, "settings.manage");
  return inPrismaTransaction(context.db, async (tx) => {
    const known = await find(tx, id);
    // The old secret must not sign for another address.
    if (url !== undefined && known.kind === "webhook" && secret === undefined)
      throw invalidField("secret", "secret_missing");
    const changed = withoutUndefined(patch);
    const row = await tx.teamChat.update({
      where: { id },
      data: {
        ...changed,
        ...(url === undefined ? {} : addressColumns(context, url)),
        ...(secret === undefined
          ? {}
          : { secretSealed: context.vault.seal(secret) }),
      },
      select,
    });
    const secrets = {
      ...(url === undefined ? {} : { addressChanged: true }),
      ...(secret === undefined ? {} : { secretChanged: true }),
    };
    const detail = { ...changed, ...secrets };
    await audited(tx, actor, "team_chat.updated", row, detail);
    return shapeOf(row);
  });
}

/** Deletes a team chat with the alerts that wait for it. @throws AppError forbidden, not_found */
export async function deleteTeamChat(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  requireAction(actor, "settings.manage");
  await inPrismaTransaction(context.db, async (tx) => {
    const row = await find(tx, id);
    await tx.teamChat.delete({ where: { id }, select: { id: true } });
    await audited(tx, actor, "team_chat.deleted", row, {});
  });
}

function withoutUndefined<T extends object>(
  patch: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

async function find(tx: PrismaTx, id: string) {
  const row = await tx.teamChat.findUnique({ where: { id }, select });
  if (!row) throw new AppError("not_found", { id });
  return row;
}

/** Whether a name resolves to a private address is checked at each request. @throws AppError invalid_input */
function addressColumns({ vault, config }: Context, url: string | undefined) {
  if (url === undefined) return { urlSealed: null, host: null };
  const { protocol, username, password, host } = new URL(url);
  if (username !== "" || password !== "")
    throw invalidField("url", "url_credentials");
  if (protocol !== "https:" && !config.outboundPrivate)
    throw invalidField("url", "url_https");
  return { urlSealed: vault.seal(url), host };
}

function audited(
  tx: PrismaTx,
  actor: Actor,
  action: AuditAction,
  { id, name }: { id: string; name: string },
  detail: object,
): Promise<void> {
  return writeAudit(
    tx,
    actor,
    action,
    { type: "team_chat", id },
    { name, ...detail },
  );
}

type Row = {
  [Key in keyof TeamChat]: Key extends "lastSentAt"
    ? Date | null
    : Key extends "kind" | "locale"
      ? string
      : Key extends "alerts"
        ? string[]
        : TeamChat[Key];
};

function shapeOf({ lastSentAt, ...row }: Row): TeamChat {
  return {
    ...row,
    kind: row.kind as TeamChat["kind"],
    locale: row.locale as TeamChat["locale"],
    alerts: row.alerts as TeamChat["alerts"],
    lastSentAt: lastSentAt?.toISOString() ?? null,
  };
}
