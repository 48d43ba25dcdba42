import type {
  CreateCustomerNote,
  UpdateCustomerNote,
} from "#contract/customers/customer-requests.ts";
import type { CustomerNote } from "#contract/customers/customer-note.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  lockCustomer,
  seeCustomer,
} from "#server/domain/customers/see-customer.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

/** More notes than that of one customer are not shown. */
const MAX_LISTED = 200;

type Row = {
  id: string;
  customerId: string;
  authorId: string | null;
  authorName: string;
  text: string;
  pinnedAt: Date | null;
  editedAt: Date | null;
  createdAt: Date;
};

type NotePlace = { customerId: string; noteId: string };

const columns = Prisma.sql`id, "customerId", "authorId", "authorName", text, "pinnedAt", "editedAt", "createdAt"`;

/** Lists a customer's notes: pinned ones first, then the newest. @throws AppError not_found */
export async function listCustomerNotes(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<CustomerNote[]> {
  const { sql } = context.db;
  const id = await seeCustomer(sql, actor, customerId);
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    select ${columns} from customer_note where "customerId" = ${id}::uuid
    order by "pinnedAt" desc nulls last, "createdAt" desc, id desc limit ${MAX_LISTED}::int`);
  return rows.map((row) => noteShape(row, actor));
}

/** @throws AppError not_found, forbidden, participant_only */
export function createCustomerNote(
  context: Context,
  actor: Actor,
  customerId: string,
  { text, pinned }: CreateCustomerNote,
): Promise<CustomerNote> {
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    const id = await lockCustomer(tx, actor, customerId);
    const [row] = await tx.$queryRaw<[Row]>(Prisma.sql`
      insert into customer_note (id, "customerId", "authorId", "authorName", text, "pinnedAt", "createdAt")
      values (${newId()}::uuid, ${id}::uuid, ${actor.agentId}::uuid, ${actor.name}, ${text},
        ${pinned ? now : null}::timestamptz, ${now}::timestamptz)
      returning ${columns}`);
    await told(tx, actor, "customer.note_added", id);
    return noteShape(row, actor);
  });
}

/** Changes the text, or pins the note. For its author and for supervisors. @throws AppError not_found, forbidden */
export function updateCustomerNote(
  context: Context,
  actor: Actor,
  { customerId, noteId }: NotePlace,
  { text, pinned }: UpdateCustomerNote,
): Promise<CustomerNote> {
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    const old = await lockNote(tx, actor, { customerId, noteId });
    const isNew = text !== undefined && text !== old.text;
    const pinnedAt =
      pinned === undefined
        ? old.pinnedAt
        : pinned
          ? (old.pinnedAt ?? now)
          : null;
    const [row] = await tx.$queryRaw<[Row]>(Prisma.sql`
      update customer_note set text = ${text ?? old.text}, "pinnedAt" = ${pinnedAt}::timestamptz,
        "editedAt" = ${isNew ? now : old.editedAt}::timestamptz
      where id = ${noteId}::uuid returning ${columns}`);
    await told(tx, actor, "customer.note_changed", old.customerId);
    return noteShape(row, actor);
  });
}

/** For the author and for supervisors. @throws AppError not_found, forbidden */
export async function deleteCustomerNote(
  context: Context,
  actor: Actor,
  { customerId, noteId }: NotePlace,
): Promise<void> {
  await inSqlTransaction(context.db, async (tx) => {
    const old = await lockNote(tx, actor, { customerId, noteId });
    await tx.$executeRaw(
      Prisma.sql`delete from customer_note where id = ${noteId}::uuid`,
    );
    await told(tx, actor, "customer.note_deleted", old.customerId);
  });
}

async function lockNote(
  tx: Sql,
  actor: Actor,
  { customerId, noteId }: NotePlace,
): Promise<Row> {
  const id = await lockCustomer(tx, actor, customerId);
  const [row] = await tx.$queryRaw<Row[]>(Prisma.sql`
    select ${columns} from customer_note
    where id = ${noteId}::uuid and "customerId" = ${id}::uuid for update`);
  if (!row) throw new AppError("not_found", { noteId });
  if (!mayChange(row, actor))
    throw new AppError("forbidden", { needs: "supervisor" });
  return row;
}

async function told(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  customerId: string,
): Promise<void> {
  await writeAudit(tx, actor, action, { type: "customer", id: customerId });
  await announce(tx, [{ kind: "customer.changed", payload: { customerId } }]);
}

function mayChange({ authorId }: Row, actor: Actor): boolean {
  return authorId === actor.agentId || hasRole(actor, "supervisor");
}

function noteShape(row: Row, actor: Actor): CustomerNote {
  return {
    id: row.id,
    customerId: row.customerId,
    author: { id: row.authorId, name: row.authorName },
    text: row.text,
    pinned: row.pinnedAt !== null,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    mayEdit: actor.role !== "reviewer" && mayChange(row, actor),
  };
}
