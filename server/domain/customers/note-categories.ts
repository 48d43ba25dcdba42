import {
  MAX_NOTE_CATEGORIES,
  type CreateNoteCategory,
  type NoteCategory,
  type UpdateNoteCategory,
} from "#contract/customers/note-category.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction, isUniqueViolation } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import {
  AppError,
  invalidField,
  invalidInput,
} from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { newId } from "#server/runtime/crypto.ts";

const columns = Prisma.sql`id, name, color`;

/** Lists the categories of notes about customers, by name. */
export function listNoteCategories(
  context: Context,
  _actor: Actor,
): Promise<NoteCategory[]> {
  return context.db.sql.$queryRaw<NoteCategory[]>(
    Prisma.sql`select ${columns} from note_category order by name, id`,
  );
}

/** @throws AppError forbidden, already_exists, invalid_input */
export function createNoteCategory(
  context: Context,
  actor: Actor,
  { name, color }: CreateNoteCategory,
): Promise<NoteCategory> {
  return changing(context, actor, "note_category.created", async (tx) => {
    const [held] = await tx.$queryRaw<[{ count: number }]>(
      Prisma.sql`select count(*)::int as count from note_category`,
    );
    if (held.count >= MAX_NOTE_CATEGORIES)
      throw invalidInput("name", `At most ${MAX_NOTE_CATEGORIES} categories.`);
    return tx.$queryRaw<NoteCategory[]>(Prisma.sql`
      insert into note_category (id, name, color) values (${newId()}::uuid, ${name}, ${color})
      returning ${columns}`);
  });
}

/** @throws AppError forbidden, not_found, already_exists */
export function updateNoteCategory(
  context: Context,
  actor: Actor,
  id: string,
  { name, color }: UpdateNoteCategory,
): Promise<NoteCategory> {
  return changing(context, actor, "note_category.updated", (tx) =>
    tx.$queryRaw<NoteCategory[]>(Prisma.sql`
      update note_category set name = coalesce(${name ?? null}, name), color = coalesce(${color ?? null}, color)
      where id = ${id}::uuid returning ${columns}`),
  );
}

/** Deletes a category. Its notes stay, without a category. @throws AppError forbidden, not_found */
export async function deleteNoteCategory(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  await changing(context, actor, "note_category.deleted", (tx) =>
    tx.$queryRaw<NoteCategory[]>(
      Prisma.sql`delete from note_category where id = ${id}::uuid returning ${columns}`,
    ),
  );
}

/** Locks the category against deletion until the commit. @throws AppError invalid_input */
export async function requireNoteCategory(
  tx: Pick<Sql, "$queryRaw">,
  id: string | null,
): Promise<void> {
  if (id === null) return;
  const rows = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from note_category where id = ${id}::uuid for key share`,
  );
  if (rows.length === 0) throw invalidField("categoryId", "category_gone");
}

async function changing(
  context: Context,
  actor: Actor,
  action: AuditAction,
  change: (tx: Sql) => Promise<NoteCategory[]>,
): Promise<NoteCategory> {
  requireAction(actor, "customers.noteCategories");
  try {
    return await inSqlTransaction(context.db, async (tx) => {
      const [category] = await change(tx);
      if (!category) throw new AppError("not_found");
      const { id, name } = category;
      await writeAudit(
        tx,
        actor,
        action,
        { type: "note_category", id },
        { name },
      );
      return category;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const taken = { path: "name", current: { taken: "name" } };
    throw new AppError("already_exists", taken, { cause: error });
  }
}
