import type {
  CreateCannedReply,
  UpdateCannedReply,
} from "#contract/canned/canned-reply-requests.ts";
import type { CannedReply } from "#contract/canned/canned-reply.ts";
import { readTexts } from "#contract/text/channel-texts.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction, isUniqueViolation } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import {
  cannedEditableBy,
  cannedPlaceOf,
  cannedScopeOf,
  cannedVisibleTo,
  requireCannedScope,
} from "#server/domain/access/canned.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { newId } from "#server/runtime/crypto.ts";
import { cannedFiles, removeFiles, setCannedFiles } from "./canned-files.ts";

type Row = {
  id: string;
  shortcut: string;
  title: string;
  category: string;
  ownerId: string | null;
  departmentId: string | null;
  bodies: unknown;
  activeFrom: Date | null;
  activeUntil: Date | null;
  uses: number;
  mayEdit: boolean;
};

/** Lists the canned replies that the actor may use: those they use most first, then by title. */
export function listCannedReplies(
  context: Context,
  actor: Actor,
): Promise<CannedReply[]> {
  return select(context.db.sql, actor, Prisma.sql`true`);
}

/** @throws AppError not_found: missing and forbidden look alike */
export async function readCannedReply(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  id: string,
): Promise<CannedReply> {
  const [reply] = await select(reader, actor, Prisma.sql`c.id = ${id}::uuid`);
  if (!reply) throw new AppError("not_found", { cannedReplyId: id });
  return reply;
}

/**
 * Creates a canned reply: a private one, or as a supervisor one for a
 * department or everybody.
 * @throws AppError forbidden, not_found (department), already_exists
 *   (shortcut), invalid_input (a file)
 */
export function createCannedReply(
  context: Context,
  actor: Actor,
  { scope, attachmentIds, bodies, ...texts }: CreateCannedReply,
): Promise<CannedReply> {
  return refuseTakenShortcut(() =>
    inSqlTransaction(context.db, async (tx) => {
      await requireCannedScope(tx, actor, null, scope);
      requireWindow(texts);
      const id = newId();
      const place = cannedPlaceOf(scope, actor);
      await tx.$executeRaw(Prisma.sql`
        insert into canned_reply (id, shortcut, title, category, "ownerId", "departmentId", "scopeKey", bodies,
          "activeFrom", "activeUntil")
        values (${id}::uuid, ${texts.shortcut}, ${texts.title}, ${texts.category}, ${place.ownerId}::uuid,
          ${place.departmentId}::uuid, ${place.scopeKey}, ${JSON.stringify(bodies)}::jsonb,
          ${texts.activeFrom}::timestamptz, ${texts.activeUntil}::timestamptz)`);
      await setCannedFiles(tx, actor, id, attachmentIds);
      await audit(tx, actor, "canned_reply.created", id, texts.title);
      return readCannedReply(tx, actor, id);
    }),
  );
}

/**
 * Changes a canned reply. A private one becomes shared by a supervisor who is
 * its author.
 * @throws AppError forbidden, not_found, already_exists (shortcut),
 *   invalid_input (a file)
 */
export async function updateCannedReply(
  context: Context,
  actor: Actor,
  id: string,
  { scope, attachmentIds, ...patch }: UpdateCannedReply,
): Promise<CannedReply> {
  let freed: string[] = [];
  const reply = await refuseTakenShortcut(() =>
    inSqlTransaction(context.db, async (tx) => {
      const held = await lockEditable(tx, actor, id);
      if (scope !== undefined) await requireCannedScope(tx, actor, held, scope);
      const place = cannedPlaceOf(scope ?? cannedScopeOf(held), actor);
      const next = {
        shortcut: patch.shortcut ?? held.shortcut,
        title: patch.title ?? held.title,
        category: patch.category ?? held.category,
        bodies: patch.bodies ?? readTexts(held.bodies),
        activeFrom: newer(patch.activeFrom, held.activeFrom),
        activeUntil: newer(patch.activeUntil, held.activeUntil),
      };
      requireWindow(next);
      await tx.$executeRaw(Prisma.sql`
        update canned_reply set shortcut = ${next.shortcut}, title = ${next.title}, category = ${next.category},
          "ownerId" = ${place.ownerId}::uuid, "departmentId" = ${place.departmentId}::uuid,
          "scopeKey" = ${place.scopeKey}, bodies = ${JSON.stringify(next.bodies)}::jsonb,
          "activeFrom" = ${next.activeFrom}::timestamptz, "activeUntil" = ${next.activeUntil}::timestamptz
        where id = ${id}::uuid`);
      if (attachmentIds !== undefined)
        freed = await setCannedFiles(tx, actor, id, attachmentIds);
      await audit(tx, actor, "canned_reply.updated", id, next.title);
      return readCannedReply(tx, actor, id);
    }),
  );
  await removeFiles(context, freed);
  return reply;
}

/** Null in a patch takes the bound away. Pure. */
function newer(
  patched: string | null | undefined,
  held: Date | null,
): string | null {
  return patched === undefined ? (held?.toISOString() ?? null) : patched;
}

/** @throws AppError invalid_input: it would never be active. */
export function requireWindow({
  activeFrom,
  activeUntil,
}: Pick<CreateCannedReply, "activeFrom" | "activeUntil">): void {
  if (
    activeFrom !== null &&
    activeUntil !== null &&
    Date.parse(activeUntil) <= Date.parse(activeFrom)
  )
    throw invalidInput("activeUntil", "It has to end after it begins.");
}

/** Deletes it with its files; what was sent with it stays. @throws AppError forbidden, not_found */
export async function deleteCannedReply(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  const freed = await inSqlTransaction(context.db, async (tx) => {
    const { title } = await lockEditable(tx, actor, id);
    const keys = await setCannedFiles(tx, actor, id, []);
    await tx.$executeRaw(
      Prisma.sql`delete from canned_reply where id = ${id}::uuid`,
    );
    await audit(tx, actor, "canned_reply.deleted", id, title);
    return keys;
  });
  await removeFiles(context, freed);
}

async function select(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  where: Prisma.Sql,
): Promise<CannedReply[]> {
  const rows = await reader.$queryRaw<Row[]>(Prisma.sql`
    select c.id, c.shortcut, c.title, c.category, c."ownerId", c."departmentId", c.bodies, c."activeFrom", c."activeUntil",
      coalesce(u.uses, 0) as uses, ${cannedEditableBy(actor)} as "mayEdit"
    from canned_reply c
    left join canned_use u on u."cannedReplyId" = c.id and u."agentId" = ${actor.agentId}::uuid
    where ${where} and ${cannedVisibleTo(actor)}
    order by uses desc, lower(c.title), c.id`);
  const files = await cannedFiles(
    reader,
    rows.map(({ id }) => id),
  );
  return rows.map(({ ownerId, departmentId, bodies, ...row }) => ({
    ...row,
    activeFrom: row.activeFrom?.toISOString() ?? null,
    activeUntil: row.activeUntil?.toISOString() ?? null,
    scope: cannedScopeOf({ ownerId, departmentId }),
    bodies: readTexts(bodies),
    attachments: files.get(row.id) ?? [],
  }));
}

/** @throws AppError not_found: not to be used; forbidden: not to be changed */
async function lockEditable(tx: Sql, actor: Actor, id: string): Promise<Row> {
  const [row] = await tx.$queryRaw<Row[]>(Prisma.sql`
    select c.*, 0 as uses, ${cannedEditableBy(actor)} as "mayEdit" from canned_reply c
    where c.id = ${id}::uuid and ${cannedVisibleTo(actor)} for update of c`);
  if (!row) throw new AppError("not_found", { cannedReplyId: id });
  if (!row.mayEdit) throw new AppError("forbidden", { needs: "supervisor" });
  return row;
}

function audit(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  id: string,
  title: string,
): Promise<void> {
  return writeAudit(tx, actor, action, { type: "canned_reply", id }, { title });
}

async function refuseTakenShortcut<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("already_exists", {
      path: "shortcut",
      current: { taken: "shortcut" },
    });
  }
}
